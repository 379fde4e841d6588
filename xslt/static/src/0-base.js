// What the other scripts share. Pages work without any of this: scripts only improve.
var root = document.documentElement;
root.classList.add('has-script');

function words(id, args) {
  var text = (window.guichetWords || {})[id] || id;
  Object.keys(args || {}).forEach(function (k) { text = text.split('{' + k + '}').join(args[k]); });
  return text;
}

// A line that screen readers speak, once.
var speaker = null;
function say(text) {
  if (!speaker) {
    speaker = document.createElement('p');
    speaker.className = 'fr-sr-only';
    speaker.setAttribute('role', 'status');
    document.body.appendChild(speaker);
  }
  speaker.textContent = '';
  window.setTimeout(function () { speaker.textContent = text; }, 60);
}

function token() {
  var el = document.querySelector('input[name="csrf"]');
  return el ? el.value : '';
}

// Every form of the page that carries the version of the request.
function version(n) {
  document.querySelectorAll('input[name="version"]').forEach(function (el) { if (n) el.value = n; });
}

function alertAt(parent, kind, text) {
  var old = parent.querySelector(':scope > .gt-script-alert');
  if (old) old.remove();
  var box = document.createElement('div');
  box.className = 'fr-alert fr-alert--sm gt-message gt-script-alert fr-alert--' + kind;
  box.setAttribute('role', 'alert');
  box.appendChild(document.createElement('p')).textContent = text;
  parent.insertBefore(box, parent.firstChild);
  return box;
}

window.guichet = { words: words, say: say, token: token, version: version, alertAt: alertAt, renewed: function () {} };
