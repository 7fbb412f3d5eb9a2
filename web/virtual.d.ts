declare module 'virtual:vedette-fonts.css'
