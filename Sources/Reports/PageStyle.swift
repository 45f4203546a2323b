/// How the page looks and what it does: parts that hold no text of any network.
enum PageStyle {
  static let sheet = """

    :root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
    body { margin: 1.5rem auto; max-width: 75rem; padding: 0 1rem; }
    h1, h2 { font-weight: 500; margin: 1.2em 0 .2em; }
    nav { position: sticky; top: 0; background: Canvas; padding: .5em 0; z-index: 1; }
    nav a, label { margin-right: 1em; }
    section { overflow-x: auto; }
    svg text { font-size: 11px; fill: CanvasText; }
    svg g { cursor: pointer; }
    svg g.chosen rect { stroke: CanvasText; stroke-width: 2; }
    table { border-collapse: collapse; }
    th { text-align: left; font-weight: 500; }
    th button { all: unset; cursor: pointer; }
    th button:focus-visible { outline: 2px solid; }
    th[aria-sort=ascending] button::after { content: " \\2191"; }
    th[aria-sort=descending] button::after { content: " \\2193"; }
    td, th { padding: .2em .8em .2em 0; border-bottom: 1px solid #8884; }
    td[data-value] { font-variant-numeric: tabular-nums; }
    td i { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .4em; }
    tr.weak td { color: #888; }
    tr.weak img { opacity: .6; }
    td img { display: block; max-width: 40rem; }
    figure { display: inline-block; margin: .5em 1.5em .5em 0; vertical-align: top; }
    figure img { max-width: 36rem; background: #fff; }
    figure table { font-size: 12px; }
    figcaption { font-weight: 500; margin-bottom: .3em; }
    #least { width: 5em; }

    """

  static let script = """

    'use strict';
    const all = (root, what) => Array.from(root.querySelectorAll(what));
    const category = document.getElementById('category');
    const concept = document.getElementById('concept');
    const matching = document.getElementById('matching');
    const least = document.getElementById('least');
    const pictures = document.getElementById('pictures');
    function filter() {
      const wanted = concept.value.trim().toLowerCase();
      const chosen = element => (!category.value || element.dataset.category === category.value)
        && (!wanted || element.dataset.concept.toLowerCase().includes(wanted));
      for (const row of all(document, 'table.units tbody tr'))
        row.hidden = !chosen(row) || (matching.checked && row.classList.contains('weak'))
          || Number(row.cells[3].dataset.value ?? 0) < Number(least.value);
      for (const bar of all(document, 'svg g'))
        bar.classList.toggle('chosen', (category.value || wanted) !== '' && chosen(bar));
    }
    for (const input of [category, concept, matching, least]) input.addEventListener('input', filter);
    pictures.addEventListener('input', () => {
      for (const image of all(document, 'table.units img'))
        image.src = image.dataset[pictures.value] ?? image.dataset.top;
    });
    for (const bar of all(document, 'svg g')) bar.addEventListener('click', () => {
      const again = concept.value === bar.dataset.concept
        && category.value === bar.dataset.category;
      concept.value = again ? '' : bar.dataset.concept;
      category.value = again ? '' : bar.dataset.category;
      filter();
    });
    const text = cell => cell.dataset.value ?? cell.textContent;
    for (const table of all(document, 'table.units')) {
      const body = table.tBodies[0];
      all(table, 'th').forEach((heading, column) => {
        heading.querySelector('button')?.addEventListener('click', () => {
          const falls = heading.ariaSort ? heading.ariaSort === 'ascending' : column > 2;
          all(table, 'th').forEach(other => other.removeAttribute('aria-sort'));
          heading.setAttribute('aria-sort', falls ? 'descending' : 'ascending');
          const order = (one, other) => {
            const [a, b] = [text(one.cells[column]), text(other.cells[column])];
            if (a === '' || b === '') return (a === '') - (b === '');
            const difference = isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b;
            return falls ? -difference : difference;
          };
          body.append(...Array.from(body.rows).sort(order));
        });
      });
    }

    """
}
