/** The pieces that bodies are made of. All take trusted HTML with placeholders, never data. */

/** A form's table of label and value, two pairs a row; a single pair has the row to itself. */
export function facts(...rows: readonly (readonly [label: string, value: string])[][]): string {
  const cells = (pairs: readonly (readonly [string, string])[]) =>
    pairs
      .map(([label, value]) => `<th>${label}</th><td${pairs.length === 1 ? ' colspan="3"' : ''}>${value}</td>`)
      .join('');
  return `<table class="facts">${rows.map((pairs) => `<tr>${cells(pairs)}</tr>`).join('')}</table>`;
}

/** A table of the rows of a list; columns that are amounts stand to the right. No rows yet: empty ones to write on. */
export function listTable(list: string, columns: readonly (readonly [heading: string, field: string])[]): string {
  const side = (field: string) => (/amount/i.test(field) ? ' class="amount"' : '');
  const head = columns.map(([heading, field]) => `<th${side(field)}>${heading}</th>`).join('');
  const row = columns.map(([, field]) => `<td${side(field)}>{{${field}}}</td>`).join('');
  const blank = `<tr>${'<td>&nbsp;</td>'.repeat(columns.length)}</tr>`.repeat(3);
  const body = `{{#${list}}}<tr>${row}</tr>{{/${list}}}{{^${list}}}${blank}{{/${list}}}`;
  return `<table class="rows"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/** A value on a line; an empty line to write on where there is none yet. */
export function fill(field: string): string {
  return `<span class="fill">{{${field}}}</span>`;
}

/** Lines to sign on, with the date. */
export function signatures(...who: string[]): string {
  const line = (name: string) =>
    `<div class="signature"><div>${name}：<span class="line"></span></div><div class="day">年&emsp;&emsp;月&emsp;&emsp;日</div></div>`;
  return `<div class="signatures">${who.map(line).join('')}</div>`;
}

/** To whom a letter is written, and where it is sent. */
export function addressee(name: string, address: string): string {
  return `<p class="addressee"><strong>致：{{${name}}}</strong><br>送达地址：{{${address}}}</p>`;
}
