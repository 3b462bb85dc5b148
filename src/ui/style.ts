/** The one stylesheet, inline. Every pair of colours holds a contrast of 4.5 to 1 (WCAG AA); the phone decides on dark. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1c2128;--soft:#545d68;--line:#d5dbe1;--code:#f3f5f7;--link:#0550ae;
--critical:#b42318;--warning:#8a5000;--info:#0b5cad;--other:#545d68;--on:#fff}
@media (prefers-color-scheme:dark){:root{--bg:#0e1216;--fg:#e4e8ec;--soft:#9ea9b4;--line:#303a44;--code:#181e25;
--link:#80b8ff;--critical:#ff8f84;--warning:#f2b34c;--info:#80b8ff;--other:#9ea9b4;--on:#0e1216}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:4rem}
body{margin:0;background:var(--bg);color:var(--fg);font:1.0625rem/1.6 system-ui,sans-serif;overflow-wrap:break-word}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:.5rem;top:.5rem;padding:.5rem 1rem;background:var(--bg);z-index:2}
.bar,main,footer{max-width:48rem;margin:0 auto;padding:.75rem 1.125rem}
.bar{padding-bottom:0}
.bar a{display:inline-block;padding:.35rem 0;text-decoration:none}
main:focus{outline:0}
footer{border-top:1px solid var(--line);margin-top:2.5rem;padding-bottom:2rem;color:var(--soft);font-size:1rem}
h1{margin:.25rem 0 .5rem;font-size:clamp(1.6rem,6vw,2.1rem);line-height:1.2;overflow-wrap:anywhere}
h2{margin:2.25rem 0 .75rem;padding-top:.5rem;border-top:1px solid var(--line);font-size:1.375rem;line-height:1.3}
h3{margin:1.5rem 0 .5rem;font-size:1.125rem}
p,ul,ol,dl,.code,.wide{margin:0 0 1rem}
ul,ol{padding-left:1.35rem}
li{margin:.4rem 0}
.lead{font-size:1.1875rem;line-height:1.5}
.soft{color:var(--soft)}
.facts{display:flex;flex-wrap:wrap;gap:.4rem 1rem;margin:0 0 .75rem;padding:0;list-style:none;font-size:1rem}
.facts li{margin:0}
.badge{display:inline-block;padding:.05rem .55rem;border-radius:1rem;background:var(--other);color:var(--on);
font-size:.875rem;font-weight:600;line-height:1.5;white-space:nowrap}
.critical{background:var(--critical)}
.warning{background:var(--warning)}
.info{background:var(--info)}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{padding:.1em .3em;border-radius:4px;background:var(--code);font-size:.9375em;overflow-wrap:anywhere}
.code{position:relative;border:1px solid var(--line);border-radius:8px;background:var(--code)}
pre{margin:0;padding:.75rem .9rem;overflow-x:auto;font-size:1rem;line-height:1.5;tab-size:2}
pre code{padding:0;background:none;font-size:.9375rem}
.note{display:block;white-space:pre-wrap;color:var(--soft)}
.code button{display:block;margin:0 0 -.75rem auto;padding:.4rem .9rem;border:0;border-radius:8px;background:none;
color:var(--link);font:600 1rem/1.4 system-ui,sans-serif;cursor:pointer}
.wide{overflow-x:auto}
table{border-collapse:collapse;min-width:100%;font-size:1rem}
th,td{padding:.5rem .75rem;border:1px solid var(--line);text-align:left;vertical-align:top}
td code{overflow-wrap:break-word}
th{background:var(--code)}
.toc{position:sticky;top:0;z-index:1;margin:0 -1.125rem 1.5rem;padding:0 1.125rem;background:var(--bg);
border:1px solid var(--line);border-width:1px 0}
.toc ul{display:flex;gap:1.1rem;margin:0;padding:0 2.5rem 0 0;overflow-x:auto;list-style:none;white-space:nowrap;
scrollbar-width:none;-webkit-mask-image:var(--fade);mask-image:var(--fade);
--fade:linear-gradient(to right,#000 calc(100% - 2.5rem),transparent)}
.toc li{margin:0}
.toc a{display:block;padding:.65rem 0;text-decoration:none}
.toc+h2{margin-top:0;border-top:0}
form{display:flex;gap:.5rem;margin:0 0 1rem}
input{flex:1;min-width:0}
input,form button{padding:.6rem .8rem;border:1px solid var(--soft);border-radius:8px;background:var(--bg);color:var(--fg);
font:inherit;font-size:1.0625rem}
form button{border-color:var(--link);background:var(--link);color:var(--bg);font-weight:600;cursor:pointer}
.pages{padding:0;list-style:none}
.pages>li{margin:0;padding:.7rem 0;border-bottom:1px solid var(--line)}
.pages>li:last-child{border:0}
.pages a{padding:.25rem 0;font-weight:600;font-size:1.125rem;overflow-wrap:anywhere}
.pages p{margin:.15rem 0 0;color:var(--soft);font-size:1rem;line-height:1.5}
@media print{.bar,.toc,.code button,footer{display:none}}
`;
