/** What every document's page shows besides its body. */
export const pageFields = ['number', 'title', 'projectName', 'companyName', 'issuedOn'] as const;
export const pageMarks = ['copyMark', 'voidMark'] as const;
export const sheetColumns = ['copyNo', 'copyCount', 'holder'] as const;

/** One sheet of A4 per copy, ready to print; on a screen it looks like the sheet. */
const stylesheet = `
@page { size: A4; margin: 14mm 20mm; }
* { box-sizing: border-box; }
html { font: 10.5pt/1.75 "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, "宋体", serif; color: #111; }
body { margin: 0; background: #e9e9e9; }
.sheet { position: relative; width: 210mm; min-height: 297mm; margin: 8mm auto; padding: 14mm 20mm; background: #fff; }
header { display: flex; justify-content: space-between; align-items: flex-end; border-bottom: 1.5pt solid #111; padding-bottom: 2mm; }
header .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
header .mark { border: 1pt solid #111; padding: 0 2mm; margin-right: 3mm; }
.house { font-size: 9.5pt; line-height: 1.5; }
h1 { font: 700 20pt/1.3 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", SimHei, sans-serif;
  text-align: center; letter-spacing: .3em; text-indent: .3em; margin: 7mm 0 5mm; }
h2 { font-size: 11pt; margin: 5mm 0 1.5mm; }
p { margin: 0 0 2mm; text-align: justify; }
.letter p { text-indent: 2em; }
.letter p.addressee { text-indent: 0; margin-bottom: 5mm; }
table { width: 100%; border-collapse: collapse; margin: 2mm 0 4mm; font-variant-numeric: tabular-nums; }
th, td { border: .75pt solid #444; padding: 1.6mm 2.5mm; text-align: left; vertical-align: middle; font-weight: 400; }
th { background: #f4f4f4; }
.facts th { width: 15%; white-space: nowrap; }
.facts td { width: 35%; height: 9.5mm; }
.facts td[colspan] { width: 85%; }
.rows thead th { text-align: center; white-space: nowrap; }
tr { break-inside: avoid; }
.rows .amount { text-align: right; }
.total { text-align: right; }
.words { font-weight: 700; }
.whole { white-space: nowrap; }
.fill { display: inline-block; min-width: 7em; padding: 0 .4em; border-bottom: .75pt solid #111; line-height: 1.35; min-height: 1.35em; text-align: center; vertical-align: bottom; }
.notice { border: 1.5pt solid #111; padding: 1.5mm 3mm; margin: 3mm 0; font-weight: 700; text-align: center; }
.small { font-size: 9pt; color: #333; }
.signatures { display: grid; grid-template-columns: 1fr 1fr; gap: 7mm 12mm; margin-top: 10mm; break-inside: avoid; }
.signature .line { display: inline-block; width: 38mm; border-bottom: .75pt solid #111; height: 1.2em; vertical-align: bottom; }
.signature .day { padding-left: 4em; color: #333; margin-top: 1.5mm; }
.dense { font-size: 10pt; line-height: 1.5; }
.dense th, .dense td { padding: .9mm 2.5mm; height: auto; }
.dense table { margin: 1.5mm 0 2.5mm; }
.dense h2 { margin: 3mm 0 1mm; }
.dense p { margin-bottom: 1mm; }
.dense .signatures { gap: 5mm 12mm; margin-top: 7mm; }
.issuer { margin: 12mm 0 0 auto; width: 75mm; text-align: center; break-inside: avoid; }
.issuer p { text-align: center; text-indent: 0; }
.void { position: absolute; top: 95mm; left: 50%; transform: translateX(-50%) rotate(-18deg); padding: 2mm 10mm;
  border: 3pt solid #c00; color: #c00; font: 700 60pt/1.2 "Noto Sans CJK SC", SimHei, sans-serif; letter-spacing: .2em;
  text-indent: .2em; opacity: .55; }
@media print {
  body { background: none; }
  .sheet { width: auto; min-height: 0; margin: 0; padding: 0; break-after: page; }
  .sheet:last-child { break-after: auto; }
  th, .void { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

/** A list with many columns lies on its side. */
const LANDSCAPE = `
@page { size: A4 landscape; margin: 12mm 14mm; }
@media screen { .sheet { width: 297mm; min-height: 210mm; padding: 12mm 14mm; } }
`;

/** The whole page around a body, as a mustache template: one sheet for each copy. */
export function pageAround(body: string, lies: 'portrait' | 'landscape' = 'portrait'): string {
  return `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{{title}} {{number}}</title>
<style>${stylesheet}${lies === 'landscape' ? LANDSCAPE : ''}</style>
</head>
<body>
{{#sheets}}
<section class="sheet">
<header>
<div class="house">{{companyName}}<br>{{projectName}}</div>
<div class="number">{{#copyMark}}<span class="mark">{{copyMark}}</span>{{/copyMark}}编号：{{number}}<br><span class="small">{{issuedOn}}{{#holder}}&emsp;第 {{copyNo}} 份，共 {{copyCount}} 份（{{holder}}）{{/holder}}</span></div>
</header>
<h1>{{title}}</h1>
{{#voidMark}}<div class="void">{{voidMark}}</div>{{/voidMark}}
${unbroken(body)}
</section>
{{/sheets}}
</body>
</html>
`;
}

/** Units, numbers, telephones and dates are not broken at the end of a line: A-1201 stays whole. */
function unbroken(body: string): string {
  return body.replace(/\{\{(unit|phone|contact|\w+(?:No|On|At|By|Until))\}\}/g, '<span class="whole">$&</span>');
}

/** The end of a letter or notice: who wrote it, and when. Trusted HTML with placeholders. */
export function issuer(who = '{{companyName}}（盖章）'): string {
  return `<div class="issuer"><p>${who}</p><p>{{issuedOn}}</p></div>`;
}
