// While a postcode or a town is typed, communes are suggested; choosing one fills postcode, town and INSEE code. Where the installation has an address
// search, a field of its own finds the whole address and fills all parts. Keys: down, up, Enter, Escape.
var g = window.guichet;

document.querySelectorAll('.gt-address').forEach(function (address, which) {
  var input = function (part) { return address.querySelector('[data-part="' + part + '"] input'); };
  var postcode = input('postcode'), city = input('city'), insee = input('insee');
  if (!postcode || !city) return;
  var search = address.querySelector('.gt-address__search');
  if (search) {
    search.hidden = false;
    combobox(search.querySelector('input'), 'gt-addresses-' + which, '/adresses', 3, function (a) { return a.label; }, function (a) {
      search.querySelector('input').value = a.label;
      ['number', 'street', 'postcode', 'city', 'insee'].forEach(function (part) {
        var el = input(part);
        if (!el) return;
        el.value = a[part];
        el.dispatchEvent(new Event('change', { bubbles: true }));
      });
    });
  }
  [postcode, city].forEach(function (typed, i) { combobox(typed, 'gt-communes-' + which + '-' + i, '/communes', 2, function (c) { return c.postcode + ' ' + c.name; }, function (c) {
    postcode.value = c.postcode;
    city.value = c.name;
    if (insee) insee.value = c.insee;
    [postcode, city, insee].forEach(function (el) { if (el) el.dispatchEvent(new Event('change', { bubbles: true })); });
  }); });
  city.addEventListener('input', function () { if (insee) insee.value = ''; });
});

document.querySelectorAll('input[data-suggest="communes"]').forEach(function (typed, which) {
  combobox(typed, 'gt-commune-' + which, '/communes', 2, function (c) { return c.postcode + ' ' + c.name; }, function (c) {
    typed.value = c.name + ' (' + c.insee + ')';
    typed.dispatchEvent(new Event('change', { bubbles: true }));
  });
});

function combobox(typed, id, from, least, label, choose) {
  var list = document.createElement('ul'), found = [], at = -1, timer = 0, asked = '';
  list.className = 'gt-suggestions';
  list.id = id;
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', typed.labels && typed.labels[0] ? typed.labels[0].textContent : '');
  typed.insertAdjacentElement('afterend', list);
  typed.setAttribute('role', 'combobox');
  typed.setAttribute('aria-autocomplete', 'list');
  typed.setAttribute('aria-expanded', 'false');
  typed.setAttribute('aria-controls', id);
  typed.setAttribute('autocomplete', 'off');

  function close() {
    list.hidden = true;
    at = -1;
    typed.setAttribute('aria-expanded', 'false');
    typed.removeAttribute('aria-activedescendant');
  }
  function mark(n) {
    at = n;
    Array.prototype.forEach.call(list.children, function (li, i) { li.setAttribute('aria-selected', i === n ? 'true' : 'false'); });
    if (n >= 0) typed.setAttribute('aria-activedescendant', id + '-' + n);
  }
  function take(n) {
    var c = found[n];
    close();
    if (c) choose(c);
  }
  function show(all) {
    found = all;
    list.textContent = '';
    all.forEach(function (c, i) {
      var li = document.createElement('li');
      li.id = id + '-' + i;
      li.setAttribute('role', 'option');
      li.textContent = label(c);
      li.addEventListener('mousedown', function (e) { e.preventDefault(); take(i); });
      list.appendChild(li);
    });
    list.hidden = !all.length;
    typed.setAttribute('aria-expanded', all.length ? 'true' : 'false');
    mark(-1);
    g.say(g.words('script.suggestions', { n: all.length }));
  }
  typed.addEventListener('input', function () {
    window.clearTimeout(timer);
    asked = typed.value.trim();
    if (asked.length < least) { close(); return; }
    timer = window.setTimeout(function () {
      var query = asked;
      fetch(from + '?q=' + encodeURIComponent(query), { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
        .then(function (r) { return r.ok ? r.json() : []; })
        .then(function (all) { if (query === asked && document.activeElement === typed) show(all); })
        .catch(close);
    }, 200);
  });
  typed.addEventListener('keydown', function (e) {
    if (list.hidden) return;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); mark((at + (e.key === 'ArrowDown' ? 1 : found.length - 1) + (at < 0 && e.key === 'ArrowUp' ? 1 : 0)) % found.length); }
    else if (e.key === 'Enter' && at >= 0) { e.preventDefault(); take(at); }
    else if (e.key === 'Escape') { e.preventDefault(); close(); }
  });
  typed.addEventListener('blur', close);
}
