/** How the report looks: the console's colours and frame, readable on any screen and on paper. No font, no picture from outside. */

const DARK = `--ground:#14161b;--dot:#242832;--panel:#0d0f13;--line:#00e58f;--dim:#2b3a35;--text:#e9eef0;--muted:#9fb0b3;
--good:#2ee88f;--warn:#ffd23f;--bad:#ff6b5e;--info:#6cc7ff;--shadow:#000;
--c0:#00c47a;--c1:#6cc7ff;--c2:#ffd23f;--c3:#ff8f6b;--c4:#c79bff;--c5:#5fe0d8;--c6:#f58fc0;--c7:#7f8f93`
const LIGHT = `--ground:#efece2;--dot:#d9d4c4;--panel:#fffdf6;--line:#0a6b47;--dim:#b8c7bd;--text:#17211c;--muted:#50605a;
--good:#0a7a45;--warn:#8a5a00;--bad:#b3261e;--info:#0b5c96;--shadow:#cfc9b6;
--c0:#0a7a52;--c1:#1f78b8;--c2:#c28a00;--c3:#c4512a;--c4:#7446b8;--c5:#178a92;--c6:#b03a78;--c7:#7a8788`

export const STYLE = `
:root{color-scheme:light dark;${LIGHT};--mono:ui-monospace,"Cascadia Mono","DejaVu Sans Mono",Menlo,Consolas,"Noto Sans Mono CJK KR",monospace}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;padding:24px 16px 48px;background:radial-gradient(var(--dot) 1px,transparent 1.5px) 0 0/12px 12px var(--ground);color:var(--text);
font:15px/1.5 system-ui,"Segoe UI","Noto Sans","Noto Sans KR","Noto Sans CJK KR","Apple SD Gothic Neo","Malgun Gothic",sans-serif}
main,header,footer,nav{max-width:1120px;margin-inline:auto}
header{margin-bottom:20px}
h1,h2,h3,.brand{font-family:var(--mono);line-height:1.3;margin:0}
.brand{color:var(--line);font-weight:700;letter-spacing:.3em;font-size:13px}
h1{font-size:26px;margin:4px 0;overflow-wrap:anywhere}
h2{font-size:17px;color:var(--line);margin-bottom:12px;padding-bottom:8px;border-bottom:3px dotted var(--dim);display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline}
h2 small{font:13px/1.4 system-ui,sans-serif;color:var(--muted)}
h3{font-size:14px;margin:20px 0 8px}
p{margin:0 0 8px}
.muted,header p,footer{color:var(--muted)}
section{background:var(--panel);border:3px solid var(--line);box-shadow:5px 5px 0 var(--shadow);padding:16px 20px 20px;margin-bottom:24px}
section>:last-child{margin-bottom:0}
nav{display:flex;flex-wrap:wrap;gap:6px 8px;margin-bottom:24px;font:13px/1 var(--mono)}
nav a{color:var(--text);background:var(--panel);border:2px solid var(--dim);padding:7px 10px;text-decoration:none}
nav a:hover,nav a:focus-visible{border-color:var(--line);outline:0}
code,.num,td.num{font-variant-numeric:tabular-nums}
code{font:13px/1.45 var(--mono);overflow-wrap:anywhere}
.mark{width:18px;height:18px;flex:none;vertical-align:-3px}
.danger{color:var(--bad)}.caution{color:var(--warn)}.info{color:var(--info)}.good{color:var(--good)}
.finding{display:grid;grid-template-columns:24px 1fr;gap:0 12px;padding:14px 0;border-bottom:2px dotted var(--dim);break-inside:avoid}
.finding:last-child{border:0;padding-bottom:0}.finding:first-of-type{padding-top:2px}
.finding .mark{width:22px;height:22px;margin-top:2px}
.finding h3{margin:0 0 4px;font:600 16px/1.4 system-ui,"Noto Sans KR","Noto Sans CJK KR",sans-serif;overflow-wrap:anywhere}
.finding .word{font:12px/1 var(--mono);text-transform:uppercase;letter-spacing:.08em}
.finding p{overflow-wrap:anywhere;max-width:78ch}
.next::before{content:"→ ";color:var(--line);font-weight:700}
.proof{font-size:13px;color:var(--muted);margin:0}
.calm{display:flex;gap:10px;align-items:flex-start}
.calm .mark{margin-top:3px}
.damage{list-style:none;margin:0;padding:0}
.damage li{display:flex;gap:10px;padding:4px 0;overflow-wrap:anywhere}
.damage .mark{margin-top:2px}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(225px,1fr));gap:14px 24px;margin:0}
.facts div{min-width:0}.facts .whole{grid-column:1/-1}
dt{color:var(--muted);font-size:13px}dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
dd small{display:block;color:var(--muted);font-size:12.5px}
.big dd{font:600 20px/1.3 var(--mono)}
.big{margin-bottom:16px}
table{border-collapse:collapse;width:100%;font-size:14px}
th{text-align:left;font-weight:600;color:var(--muted);font-size:13px;border-bottom:2px solid var(--dim);padding:4px 12px 6px 0;vertical-align:bottom}
td{padding:6px 12px 6px 0;border-bottom:1px solid var(--dim);vertical-align:top;overflow-wrap:anywhere}
tr:last-child td{border-bottom:0}
th:last-child,td:last-child{padding-right:0}
th.num,td.num{text-align:right;white-space:nowrap}
thead{display:table-header-group}tr{break-inside:avoid}
td.mid{min-width:9.5em}
td small{display:block;color:var(--muted);font-size:12.5px}
.bars{display:grid;grid-template-columns:minmax(90px,max-content) minmax(60px,1fr) max-content max-content;gap:5px 14px;align-items:center;font-size:14px}
.bars>*{min-width:0;overflow-wrap:anywhere}
.bars.names{grid-template-columns:minmax(120px,9fr) minmax(40px,4fr) max-content}
.bars.names code{font-size:12px}
.bars .num{text-align:right}
.bars .head{color:var(--muted);font-size:13px}
.bar{display:block;width:100%;height:14px;background:repeating-linear-gradient(90deg,var(--dim) 0 1px,transparent 1px 10px)}
.twice{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:4px 40px}
.twice>*{min-width:0}
figure{margin:0 0 8px;break-inside:avoid}
.plot{position:relative;border:2px solid var(--dim);border-width:0 0 2px 2px;padding-top:20px}
.plot svg{display:block;width:100%;height:150px}
.plot.low svg{height:84px}
.plot .top{position:absolute;top:0;right:0;font-size:12px;color:var(--muted);background:var(--panel);padding-left:6px}
.axis{display:flex;justify-content:space-between;font-size:12px;color:var(--muted);padding-top:4px}
figcaption{font-size:13px;color:var(--muted);margin-bottom:2px}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;list-style:none;margin:8px 0 0;padding:0}
.legend svg{width:12px;height:12px;margin-right:6px;vertical-align:-1px}
.f0{fill:var(--c0)}.f1{fill:var(--c1)}.f2{fill:var(--c2)}.f3{fill:var(--c3)}.f4{fill:var(--c4)}.f5{fill:var(--c5)}.f6{fill:var(--c6)}.f7{fill:var(--c7)}
.d1{padding-left:14px}.d2{padding-left:28px}.d3{padding-left:42px}.d4{padding-left:56px}.d5{padding-left:70px}.d6{padding-left:84px}
.more{color:var(--muted);font-size:13px;margin:8px 0 0}
@media (max-width:700px){body{padding:16px 10px 32px;font-size:16px}section{padding:14px 14px 16px;box-shadow:4px 4px 0 var(--shadow)}
h1{font-size:21px}.facts{grid-template-columns:1fr 1fr;gap:12px 16px}.big dd{font-size:17px}
.d2{padding-left:22px}.d3{padding-left:30px}.d4{padding-left:38px}.d5{padding-left:46px}.d6{padding-left:54px}
.bars{gap:5px 10px;grid-template-columns:minmax(80px,max-content) minmax(30px,1fr) max-content}.bars .extra{display:none}.axis :nth-child(2):not(:last-child),.axis :nth-child(4){display:none}
table,tbody,tr,td{display:block}thead{display:none}tr{padding:8px 0;border-bottom:2px dotted var(--dim)}tr:last-child{border:0}
td,td.num{border:0;padding:2px 0;text-align:left;white-space:normal;display:grid;grid-template-columns:38% 1fr;gap:10px}
td::before{content:attr(data-label);color:var(--muted);font-size:13px}td.empty{display:none}td.lead{display:block;font-weight:600}td.lead::before{content:none}}
@media print{:root{${LIGHT};--ground:#fff;--dot:#fff;--panel:#fff;--shadow:#fff}body{padding:0;font-size:10.5pt;background:none}
nav{display:none}section{box-shadow:none;border-width:1.5pt;margin-bottom:12pt}h2,h3{break-after:avoid}
svg,.bar{-webkit-print-color-adjust:exact;print-color-adjust:exact}@page{margin:14mm}}
`
