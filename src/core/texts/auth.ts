/** Sentences of signing in, people and tokens. */
export const authTexts = {
  en: {
    'auth.error.required': 'Sign in first.',
    'auth.error.role-too-low': 'This needs the role “{{role}}”. Ask an admin of this console.',
    'auth.error.outside-token-scope': 'This token is not made for “{{capability}}”.',
    'auth.error.foreign-origin':
      'The request came from {{origin}}, but this console is at {{own}}. If both are the same console behind a proxy, set PUBLIC_URL.',
    'auth.error.sign-in-wrong': 'Name or password is not right.',
    'auth.error.sign-in-throttled': 'Too many tries. The next one is possible in {{waitSeconds, seconds}}.',
    'auth.error.sign-in-busy': 'Very many people are signing in right now. Try again in a few seconds.',
    'auth.error.link-invalid':
      'This link has been used already, is too old, or an admin exists. Without an admin, restart the console for a new link.',
    'auth.error.user-unknown': 'There is no user “{{name}}”.',
    'auth.error.user-exists': 'There already is a user “{{name}}”.',
    'auth.error.name-invalid':
      'A name begins with a letter or digit and has at most 64 letters, digits, dots, hyphens, underscores or @: “{{name}}” does not fit.',
    'auth.error.zone-unknown': 'There is no time zone “{{zone}}”. Use a name such as Europe/Berlin.',
    'auth.error.password-wrong': 'The present password is not right.',
    'auth.error.password-too-short': 'The password needs at least {{min}} characters.',
    'auth.error.password-too-common': 'Very many people use this password, so it is guessed first. Choose another.',
    'auth.error.password-like-name': 'The password is too close to the name. Choose another.',
    'auth.error.last-admin': '“{{name}}” is the only admin left. Make someone else admin first.',
    'auth.error.token-unknown': 'There is no token {{id}}.',
    'auth.error.token-role-too-high': 'A token may not do more than you may: your role is “{{role}}”.',
    'auth.error.token-needs-person': 'Only a person who is signed in can do this, not a token.',
  },
  ko: {
    'auth.error.required': '먼저 로그인하십시오.',
    'auth.error.role-too-low': '이 작업에는 “{{role}}” 역할이 필요합니다. 이 콘솔의 관리자에게 문의하십시오.',
    'auth.error.outside-token-scope': '이 토큰은 “{{capability}}”에 쓸 수 없습니다.',
    'auth.error.foreign-origin':
      '요청은 {{origin}}에서 왔는데 이 콘솔의 주소는 {{own}}입니다. 프록시 뒤에 있는 같은 콘솔이라면 PUBLIC_URL을 설정하십시오.',
    'auth.error.sign-in-wrong': '이름이나 비밀번호가 맞지 않습니다.',
    'auth.error.sign-in-throttled': '시도가 너무 많았습니다. {{waitSeconds, seconds}} 뒤에 다시 시도할 수 있습니다.',
    'auth.error.sign-in-busy': '지금 로그인하는 사람이 아주 많습니다. 몇 초 뒤에 다시 시도하십시오.',
    'auth.error.link-invalid':
      '이미 쓰였거나 너무 오래된 링크이거나, 관리자가 이미 있습니다. 관리자가 없다면 콘솔을 다시 시작하여 새 링크를 받으십시오.',
    'auth.error.user-unknown': '“{{name}}” 사용자는 없습니다.',
    'auth.error.user-exists': '“{{name}}” 사용자가 이미 있습니다.',
    'auth.error.name-invalid':
      '이름은 글자나 숫자로 시작하고 글자, 숫자, 점, 붙임표, 밑줄, @만 64자까지 쓸 수 있습니다. “{{name}}”은(는) 쓸 수 없습니다.',
    'auth.error.zone-unknown': '“{{zone}}” 시간대는 없습니다. Asia/Seoul 같은 이름을 쓰십시오.',
    'auth.error.password-wrong': '지금 비밀번호가 맞지 않습니다.',
    'auth.error.password-too-short': '비밀번호는 {{min}}자 이상이어야 합니다.',
    'auth.error.password-too-common': '아주 많은 사람이 쓰는 비밀번호라서 가장 먼저 추측됩니다. 다른 것을 고르십시오.',
    'auth.error.password-like-name': '비밀번호가 이름과 너무 비슷합니다. 다른 것을 고르십시오.',
    'auth.error.last-admin': '“{{name}}”은(는) 남은 유일한 관리자입니다. 먼저 다른 사람을 관리자로 지정하십시오.',
    'auth.error.token-unknown': '{{id}} 토큰은 없습니다.',
    'auth.error.token-role-too-high': '토큰은 만든 사람보다 더 많은 일을 할 수 없습니다. 지금 역할은 “{{role}}”입니다.',
    'auth.error.token-needs-person': '이 작업은 로그인한 사람만 할 수 있으며 토큰으로는 할 수 없습니다.',
  },
  ru: {
    'auth.error.required': 'Сначала войдите.',
    'auth.error.role-too-low': 'Для этого нужна роль «{{role}}». Обратитесь к администратору консоли.',
    'auth.error.outside-token-scope': 'Этот токен не предназначен для «{{capability}}».',
    'auth.error.foreign-origin':
      'Запрос пришёл с {{origin}}, а эта консоль находится по адресу {{own}}. Если это одна и та же консоль за прокси, задайте PUBLIC_URL.',
    'auth.error.sign-in-wrong': 'Имя или пароль не подходят.',
    'auth.error.sign-in-throttled': 'Слишком много попыток. Следующая возможна через {{waitSeconds, seconds}}.',
    'auth.error.sign-in-busy': 'Сейчас входит очень много людей. Повторите через несколько секунд.',
    'auth.error.link-invalid':
      'Ссылка уже использована, устарела, или администратор уже есть. Если администратора нет, перезапустите консоль и получите новую ссылку.',
    'auth.error.user-unknown': 'Пользователя «{{name}}» нет.',
    'auth.error.user-exists': 'Пользователь «{{name}}» уже есть.',
    'auth.error.name-invalid':
      'Имя начинается с буквы или цифры и содержит не больше 64 букв, цифр, точек, дефисов, подчёркиваний и знаков @: «{{name}}» не подходит.',
    'auth.error.zone-unknown': 'Часового пояса «{{zone}}» нет. Укажите, например, Europe/Moscow.',
    'auth.error.password-wrong': 'Нынешний пароль не подходит.',
    'auth.error.password-too-short': 'Слишком короткий пароль: наименьшая длина — {{min}}.',
    'auth.error.password-too-common': 'Этот пароль очень распространён, его угадывают первым. Выберите другой.',
    'auth.error.password-like-name': 'Пароль слишком похож на имя. Выберите другой.',
    'auth.error.last-admin':
      '«{{name}}» — единственный оставшийся администратор. Сначала назначьте администратором кого-то ещё.',
    'auth.error.token-unknown': 'Токена {{id}} нет.',
    'auth.error.token-role-too-high': 'Токен не может больше, чем его владелец: ваша роль — «{{role}}».',
    'auth.error.token-needs-person': 'Это может сделать только вошедший человек, но не токен.',
  },
}
