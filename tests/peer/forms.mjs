// Reads forms from HTML: method, action and named fields. Tolerant and small; not a parser of HTML.

/** Every form of the page: `{ method, action, fields: Map(name, [value, ...]) }`, buttons included. */
export function readForms(page) {
  return [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head, inside]) => ({
    method: (attribute(head, 'method') ?? 'get').toLowerCase(),
    action: attribute(head, 'action') ?? '',
    fields: readFields(inside),
  }));
}

function readFields(inside) {
  const fields = new Map();
  for (const [, head] of inside.matchAll(/<(?:input|button|select|textarea)\b([^>]*)>/gi)) {
    const name = attribute(head, 'name');
    const chosen = !/\btype\s*=\s*"?(checkbox|radio)/i.test(head) || /\schecked\b/i.test(head);
    if (name && chosen) fields.set(name, [...(fields.get(name) ?? []), attribute(head, 'value') ?? '']);
  }
  return fields;
}

function attribute(head, name) {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(head);
  return found ? decode(found[1] ?? found[2] ?? found[3]) : undefined;
}

function decode(text) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => named[name]);
}
