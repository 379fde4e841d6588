// Answers: what is shown follows what is chosen; each answer is saved as it is given. The server decides both anew at each save.
var g = window.guichet;

// What is hidden answers nothing.
function valuesOf(form, name) {
  var all = form.querySelectorAll('[name="' + CSS.escape(name) + '"]'), found = [];
  Array.prototype.forEach.call(all, function (el) {
    var box = el.closest('[data-name]');
    if ((box && box.closest('[hidden]')) || ((el.type === 'radio' || el.type === 'checkbox') && !el.checked) || el.value === '') return;
    found.push(el.value);
  });
  return found;
}

// Alternatives (|) of tests that all hold (&): name=value, name!=value; an empty value: nothing is answered.
function holds(form, rule) {
  return rule.split('|').some(function (all) {
    return all.split('&').every(function (one) {
      var at = one.indexOf('='), not = one[at - 1] === '!', value = one.slice(at + 1);
      var given = valuesOf(form, one.slice(0, not ? at - 1 : at));
      var same = value === '' ? given.length === 0 : given.indexOf(value) >= 0;
      return not ? !same : same;
    });
  });
}

// Long lists stand whole once in a page at the most: the others are filled from it, or from the server, which has them apart.
var lists = {};
function list(id) {
  if (lists[id]) return lists[id];
  var whole = document.querySelector('select[data-choices="' + id + '"]:not([data-short])');
  lists[id] = whole
    ? Promise.resolve(Array.prototype.filter.call(whole.options, function (o) { return o.value; }).map(function (o) { return [o.value, o.text]; }))
    : fetch('/listes/' + document.documentElement.lang + '/' + id, { credentials: 'same-origin' }).then(function (r) { if (!r.ok) throw new Error(String(r.status)); return r.json(); });
  return lists[id];
}

function fill(el) {
  el.querySelectorAll('select[data-short]').forEach(function (select) {
    if (select.closest('[hidden]')) return;
    list(select.getAttribute('data-choices')).then(function (all) {
      var value = select.value === '*' ? '' : select.value;
      while (select.options.length > 1) select.remove(1);
      all.forEach(function (one) { select.appendChild(new Option(one[1], one[0])); });
      select.value = value;
      select.removeAttribute('data-short');
    }).catch(function () {});             // it stays short, and the server shows it whole when asked
  });
}

function show(el, yes) {
  el.hidden = !yes;
  if (yes) fill(el);
}

// What one answer shows may hide another's: until nothing changes.
function mirror(form) {
  var changed = true;
  for (var round = 0; changed && round < 8; round++) {
    changed = false;
    form.querySelectorAll('[data-show-when]').forEach(function (el) {
      var yes = holds(form, el.getAttribute('data-show-when'));
      if (yes === el.hidden) { show(el, yes); changed = true; }
    });
  }
}

// A list that depends on another keeps what goes with the choice made there; without a choice, all of it.
var whole = new Map();
function link(form) {
  form.querySelectorAll('select[data-by]').forEach(function (select) {
    if (!whole.has(select)) whole.set(select, Array.prototype.slice.call(select.querySelectorAll('optgroup')));
    var given = valuesOf(form, select.getAttribute('data-by'))[0], value = select.value;
    whole.get(select).forEach(function (group) {
      var fits = !given || (' ' + group.getAttribute('data-of') + ' ').indexOf(' ' + given + ' ') >= 0;
      if (fits) select.appendChild(group); else group.remove();
    });
    select.value = value;
    if (select.value !== value) { select.value = ''; select.dispatchEvent(new Event('change', { bubbles: true })); }
  });
}

// The field that an input belongs to: the parts of a date are one field.
function fieldOf(input) {
  return input.closest('.gt-field');
}
// Its name: the first of its elements bears it.
function nameOf(box) { return box.querySelector('[id^="f-"]').id.slice(2); }

function pairs(form, box, input) {
  var data = new URLSearchParams();
  data.append('csrf', g.token());
  data.append('version', (form.querySelector('input[name="version"]') || {}).value || '');
  data.append('field', nameOf(box));
  var one = input.closest('.gt-several__one');
  (one || box).querySelectorAll('input[name], select[name], textarea[name]').forEach(function (el) {
    if (el.type === 'radio' && !el.checked) return;
    data.append(el.name, el.type === 'checkbox' && !el.checked ? '' : el.value);
  });
  return data;
}

// A date is saved once its three parts are there.
function isWhole(box) {
  if (!box.classList.contains('gt-field--date') && !box.classList.contains('gt-field--month')) return true;
  var filled = 0;
  var parts = box.querySelectorAll('.gt-date__parts input, .gt-date__parts select');
  parts.forEach(function (p) { if (p.value) filled++; });
  return filled === 0 || filled === parts.length;
}

function showErrors(box, findings) {
  box.querySelectorAll('.fr-error-text, .gt-saved').forEach(function (p) { p.remove(); });
  var group = box.querySelector('.fr-input-group, .fr-select-group, .fr-checkbox-group, .fr-fieldset, .gt-date, .gt-several') || box.firstElementChild;
  var inputs = box.querySelectorAll('input:not([type="hidden"]), select, textarea');
  var said = findings.filter(function (f) { return f.id !== 'required' && f.id !== 'sworn-required'; });
  ['fr-input-group--error', 'fr-select-group--error', 'fr-checkbox-group--error', 'fr-fieldset--error'].forEach(function (c) { group.classList.remove(c); });
  inputs.forEach(function (el) { el.removeAttribute('aria-invalid'); el.removeAttribute('aria-describedby'); });
  if (!said.length) {
    if (findings.length) return;
    var ok = document.createElement('p');
    ok.className = 'gt-saved';
    ok.textContent = g.words('script.saved');
    group.appendChild(ok);
    window.setTimeout(function () { g.still(function () { ok.remove(); }); }, 3000);
    return;
  }
  var p = document.createElement('p');
  p.className = 'fr-error-text';
  p.id = 'e-' + nameOf(box) + '.1';
  p.textContent = said.map(function (f) { return f.text || g.words('error.' + f.id, f); }).join(' ');
  group.appendChild(p);
  inputs.forEach(function (el) { el.setAttribute('aria-invalid', 'true'); el.setAttribute('aria-describedby', p.id); });
  g.say(p.textContent);
}

function applyShown(form, shown) {
  Object.keys(shown || {}).forEach(function (name) {
    form.querySelectorAll('[data-name="' + CSS.escape(name) + '"]').forEach(function (el) { show(el, shown[name]); });
  });
}

function autosave(form) {
  var address = form.getAttribute('data-autosave'), last = Promise.resolve(), stopped = false, flying = 0, waited;
  function send(box, input) {
    if (stopped) return Promise.resolve();
    return fetch(address, { method: 'POST', body: pairs(form, box, input), headers: { Accept: 'application/json' }, credentials: 'same-origin' }).then(function (r) {
      if (r.status === 409 || r.status === 401) {
        stopped = true;
        g.still(function () { g.alertAt(form, 'warning', g.words(r.status === 409 ? 'script.conflict' : 'script.session-over')); });
        return null;
      }
      if (!r.ok) throw new Error(String(r.status));
      return r.json();
    }).then(function (answer) {
      if (!answer) return;
      g.version(answer.version);
      g.renewed();
      g.still(function () {
        showErrors(box, answer.findings || []);
        applyShown(form, answer.shown);
      });
    }).catch(function () { g.say(g.words('script.not-saved')); });
  }
  // The whole form is on its way: what is still in the queue goes with it. What is already sent is waited for, since the form must carry the
  // version that this save gives: with the old one it would look like another tab's. Not for ever: the server sorts it out as well.
  form.addEventListener('submit', function (e) {
    stopped = true;
    if (!flying || waited) return;
    e.preventDefault();
    if (waited === false) return;                         // a second click
    waited = false;
    Promise.race([last, new Promise(function (done) { window.setTimeout(done, 3000); })]).then(function () {
      waited = true;
      form.requestSubmit(e.submitter);
    });
  });
  // one at a time: each save carries the version the one before gave
  form.addEventListener('change', function (e) {
    var box = fieldOf(e.target);
    if (!box || e.target.type === 'file' || !isWhole(box)) return;
    flying++;
    last = last.then(function () { return send(box, e.target); }).then(function () { flying--; });
  });
}

document.querySelectorAll('form.gt-form').forEach(function (form) {
  fill(form);
  if (form.querySelector('[data-show-when]')) {
    form.addEventListener('change', function () { g.still(function () { mirror(form); }); });
    // a choice that is not made yet: without scripts all it could lead to is shown
    if (form.hasAttribute('data-mirror')) mirror(form);
  }
  if (form.querySelector('select[data-by]')) {
    link(form);
    form.addEventListener('change', function (e) { if (!e.target.hasAttribute('data-by')) link(form); });
  }
  if (form.hasAttribute('data-autosave')) autosave(form);
});

// The next input of a date, once the day is whole.
document.querySelectorAll('.gt-date__day').forEach(function (day) {
  day.addEventListener('input', function () { day.value = day.value.replace(/[^0-9]/g, ''); });
});
