// Each rule of a password is ticked as it is met. The server checks them all again, and two more.
document.querySelectorAll('[data-rules-of]').forEach(function (list) {
  var input = document.getElementById(list.getAttribute('data-rules-of'));
  if (!input) return;
  var rules = {
    length: function (s) { return Array.from(s).length >= 8; },
    upper: function (s) { return /\p{Lu}/u.test(s); },
    lower: function (s) { return /\p{Ll}/u.test(s); },
    digit: function (s) { return /[0-9]/.test(s); },
    special: function (s) { return /[!"#$%&()*\-./=>?@_]/.test(s); }
  };
  input.setAttribute('aria-describedby', ((input.getAttribute('aria-describedby') || '') + ' ' + list.id).trim());
  input.addEventListener('input', function () {
    list.querySelectorAll('[data-rule]').forEach(function (li) { li.classList.toggle('is-met', rules[li.getAttribute('data-rule')](input.value)); });
  });
});
