// Files: several at once, each in a request of its own, with its progress; the verdict comes with the answer.
var g = window.guichet, busy = 0;
var retries = 5, retry_ms = 5000;

window.addEventListener('beforeunload', function (e) { if (busy) { e.preventDefault(); e.returnValue = ''; } });

function el(name, className, text) {
  var e = document.createElement(name);
  if (className) e.className = className;
  if (text) e.textContent = text;
  return e;
}

function size(bytes) {
  var kilo = Math.ceil(bytes / 1024), fr = document.documentElement.lang !== 'en';
  return bytes >= 1048576 ? (bytes / 1048576).toFixed(1).replace('.', fr ? ',' : '.') + (fr ? ' Mo' : ' MB') : kilo + (fr ? ' ko' : ' kB');
}

function removal(action, name, row) {
  var place = el('div', 'gt-file__remove'), button = el('button', 'fr-btn fr-btn--tertiary fr-btn--sm fr-btn--icon-left fr-icon-close-line', g.words('script.remove'));
  button.formAction = action;
  button.appendChild(el('span', 'fr-sr-only', ' ' + name));
  place.appendChild(button);
  row.appendChild(place);
  watchRemoval(button, row, name);
}

// Where the request fails the form goes by itself, as it does without scripts.
function watchRemoval(button, row, name) {
  function byItself() { button.removeEventListener('click', remove); if (button.form) button.click(); else window.location.reload(); }
  function remove(e) {
    e.preventDefault();
    fetch(button.formAction, { method: 'POST', body: new URLSearchParams({ csrf: g.token() }), headers: { Accept: 'application/json' }, credentials: 'same-origin' }).then(function (r) {
      if (!r.ok) { byItself(); return null; }
      return r.json();
    }).then(function (answer) {
      if (!answer) return;
      g.version(answer.version);
      g.renewed();
      var files = row.closest('.gt-files'), next = files && files.parentNode.querySelector('input[type="file"]');
      row.remove();
      g.say(g.words('script.removed', { name: name }));
      if (next) next.focus(); else window.location.reload();
    }).catch(byItself);
  }
  button.addEventListener('click', remove);
}

function done(row, d) {
  row.textContent = '';
  row.setAttribute('data-document', d.id);
  var a = el('a', 'gt-file__preview');
  a.href = d.preview;
  a.target = '_blank';
  var img = el('img');
  img.alt = '';
  img.width = 60;
  img.height = 80;
  img.src = d.preview;
  img.addEventListener('error', function () { a.remove(); });
  a.appendChild(img);
  a.appendChild(el('span', 'fr-sr-only', g.words('script.preview', { name: d.name })));
  var p = el('p', 'gt-file__name'), link = el('a'), name = el('bdi', '', d.name);
  link.href = d.href;
  link.appendChild(name);
  p.appendChild(link);
  p.appendChild(el('br'));
  p.appendChild(el('span', 'fr-hint-text', d.kind.toUpperCase() + ' – ' + size(d.bytes)));
  p.appendChild(el('span', 'fr-badge fr-badge--success fr-badge--sm', g.words('script.joined-badge')));
  row.appendChild(a);
  row.appendChild(p);
  removal(d.remove, d.name, row);
  g.say(g.words('script.joined', { name: d.name }));
}

function refused(row, name, text) {
  row.textContent = '';
  row.appendChild(el('p', 'gt-file__name', name));
  row.appendChild(el('p', 'fr-error-text', text));
  g.say(name + ' : ' + text);
}

function send(place, file, row, attempt) {
  return new Promise(function (resolve) {
    var name = file.name, request = new XMLHttpRequest(), data = new FormData();
    row.textContent = '';
    var p = el('p', 'gt-file__name', g.words('script.sending', { name: name, percent: 0 }));
    var bar = el('progress');
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute('aria-label', name);
    var cancel = el('button', 'fr-btn fr-btn--tertiary fr-btn--sm', g.words('script.cancel', { name: name }));
    cancel.type = 'button';
    cancel.addEventListener('click', function () { request.abort(); });
    row.appendChild(p);
    row.appendChild(cancel);
    row.appendChild(bar);
    data.append('csrf', g.token());
    var kase = place.querySelector('select');
    if (kase) data.append('case', kase.value);
    if (place.hasAttribute('data-item')) data.append('item', place.getAttribute('data-item'));
    data.append('file', file, name);
    request.upload.addEventListener('progress', function (e) {
      if (!e.lengthComputable) return;
      bar.value = Math.floor(100 * e.loaded / e.total);
      p.textContent = g.words('script.sending', { name: name, percent: bar.value });
    });
    request.upload.addEventListener('load', function () { p.textContent = g.words('script.checking', { name: name }); bar.removeAttribute('value'); });
    request.addEventListener('abort', function () { refused(row, name, g.words('script.cancelled', { name: name })); resolve(); });
    request.addEventListener('error', function () { refused(row, name, g.words('script.failed', { name: name })); resolve(); });
    request.addEventListener('load', function () {
      var answer = {};
      try { answer = JSON.parse(request.responseText); } catch (e) { answer = {}; }
      g.version(answer.version);
      g.renewed();
      var why = answer.finding;
      if (request.status === 503 && attempt < retries) {
        window.setTimeout(function () { send(place, file, row, attempt + 1).then(resolve); }, retry_ms);
        return;
      }
      g.still(function () {
        if (answer.document) done(row, answer.document);
        else if (request.status === 401) refused(row, name, g.words('script.session-over'));
        else if (request.status === 413) refused(row, name, g.words('error.file-too-big', {}));
        else refused(row, name, why ? why.text || g.words('error.' + why.id, why) : g.words('script.failed', { name: name }));
        resolve();
      });
    });
    request.open('POST', place.getAttribute('data-upload'));
    request.setRequestHeader('Accept', 'application/json');
    request.send(data);
  });
}

document.querySelectorAll('[data-upload]').forEach(function (place) {
  var input = place.querySelector('input[type="file"]'), files = place.parentNode.querySelector('.gt-files'), button = place.querySelector('button[type="submit"]');
  if (!input || !files) return;
  var most = Number(place.getAttribute('data-max-bytes')) || 10485760, last = Promise.resolve();
  input.multiple = true;
  if (button) button.hidden = true;
  function take(list) {
    files.querySelectorAll('.gt-file:not([data-document])').forEach(function (old) { if (!old.querySelector('progress')) old.remove(); });
    Array.prototype.forEach.call(list, function (file) {
      var row = el('div', 'gt-file');
      files.appendChild(row);
      if (file.size > most) { refused(row, file.name, g.words('error.file-too-big', {})); return; }
      if (!file.size) { refused(row, file.name, g.words('error.file-empty', {})); return; }
      row.appendChild(el('p', 'gt-file__name', file.name));
      busy++;
      last = last.then(function () { return send(place, file, row, 0); }).then(function () { busy--; });
    });
    input.value = '';
  }
  input.addEventListener('change', function () { take(input.files); });
  place.addEventListener('dragover', function (e) { e.preventDefault(); place.classList.add('is-over'); });
  place.addEventListener('dragleave', function () { place.classList.remove('is-over'); });
  place.addEventListener('drop', function (e) {
    e.preventDefault();
    place.classList.remove('is-over');
    take(e.dataTransfer.files);
  });
});

document.querySelectorAll('.gt-file[data-document] .gt-file__remove button').forEach(function (button) {
  var row = button.closest('.gt-file'), name = row.querySelector('bdi');
  watchRemoval(button, row, name ? name.textContent : '');
});
