// The steps of the applicant's road, by labels as a person reads them; tests put them together.
'use strict';
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const t = require('./lib.js');
const files = require('./files.js');

const password = 'Une-phrase.longue2026';
// looks at each page on the way; by default nobody does
const quiet = async () => {};

async function createAccount(page, person, email, look = quiet) {
  await page.goto(t.at.user + '/');
  await look('home');
  await page.getByLabel('N° de votre visa ou de votre titre de séjour').fill(person.number);
  await t.fillDate(page, 'Date de début de validité', person.start);
  await t.fillDate(page, 'Date de fin de validité', person.end);
  await page.getByRole('button', { name: 'Créer un compte' }).click();
  await page.getByRole('heading', { name: 'Saisissez votre adresse email' }).waitFor();
  await look('signup email');
  await page.getByLabel('Adresse email', { exact: false }).first().fill(email);
  await page.getByLabel('Confirmation de l\'adresse email', { exact: false }).fill(email);
  await page.getByRole('button', { name: 'Valider' }).click();
  await page.getByText('Demande de création de compte bien enregistrée').first().waitFor();
  await look('signup recorded');
  const text = await t.mailTo(email, /https?:\/\/\S+jeton=\S+/);
  const link = /https?:\/\/\S+jeton=[\w-]+/.exec(text)[0];
  await page.goto(link);
  await page.getByText('Votre adresse email a bien été validée').first().waitFor();
  await look('password new');
  await page.getByLabel('Mot de passe', { exact: false }).first().fill(password);
  await page.getByLabel('Confirmation du mot de passe', { exact: false }).fill(password);
  await page.getByRole('button', { name: 'Créer le mot de passe' }).click();
  await page.getByText('Votre compte a bien été créé').first().waitFor();
  await look('account created');
  return link;
}

async function signIn(page, person, look = quiet, secret = password) {
  await page.goto(t.at.user + '/connexion');
  await look('sign-in');
  await page.getByLabel('Identifiant', { exact: false }).first().fill(person.foreigner_number);
  await page.getByLabel('Mot de passe', { exact: false }).first().fill(secret);
  await page.getByRole('main').getByRole('button', { name: 'Se connecter' }).click();
  await page.getByRole('link', { name: 'Je demande ou renouvelle un titre de séjour' }).first().waitFor();
  await look('home signed in');
}

// the page may first finish a save of its own: what counts is the page that comes
const next = (page) => Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Enregistrer et poursuivre' }).click()]);

async function begin(page, look = quiet) {
  await page.getByRole('main').getByRole('link', { name: 'Je demande ou renouvelle un titre de séjour' }).click();
  await page.getByRole('heading', { name: 'Je sollicite ou renouvelle un titre de séjour pour' }).or(page.getByText('Je sollicite ou renouvelle un titre de séjour pour')).first().waitFor();
  await look('beneficiary');
  await page.getByText('Moi-même (à partir de 16 ans)').click();
  await page.getByRole('button', { name: 'Je continue' }).click();
  await page.getByText('Votre situation actuelle').first().waitFor();
  await look('situation');
  await page.getByText('Je sollicite le renouvellement de ce titre').click();
  await page.getByRole('button', { name: 'Je commence' }).click();
  await page.getByText('Votre démarche en ligne').first().waitFor();
  await look('preamble');
  await page.getByRole('button', { name: 'Je continue' }).click();
}

async function steps(page, person, look = quiet) {
  await page.getByText('Je vérifie les informations personnelles que j\'ai fournies').first().waitFor();
  await look('step 1');
  await next(page);
  await t.waitFor('the title to say so', async () => /^Erreur/.test(await page.title()));
  await look('step 1 with errors');
  await page.getByLabel('Téléphone', { exact: false }).fill('0612345678');
  await next(page);
  await page.getByText('Je renseigne mon motif de séjour').first().waitFor();
  await look('step 2');
  const host = person.spouse || t.demo.titles.find((p) => p.foreigner_number !== person.foreigner_number);
  await page.getByLabel('Nom *', { exact: false }).first().fill(host.birth_name);
  await page.getByLabel('Prénom(s)', { exact: false }).first().fill((host.first_names || '').split(' ')[0]);
  await t.fillDate(page, /Date de naissance/, host.birth_date);
  await page.getByLabel('N° étranger', { exact: false }).first().fill(host.foreigner_number);
  await t.fillDate(page, /Date de début de l.union/, '2020-06-24');
  await page.getByLabel('Pays de l\'union', { exact: false }).selectOption({ label: 'France' });
  await page.getByRole('group', { name: /enfants à votre charge/ }).getByText('Oui', { exact: true }).click();
  if (!await page.getByRole('group', { name: /^Enfant 1/ }).first().isVisible().catch(() => false)) {
    // Without scripts the answer is sent first, and the list opens on the page that comes back.
    await page.getByRole('group', { name: /enfants à la charge de votre conjoint/ }).getByText('Non', { exact: true }).click();
    await next(page);
  }
  const child = page.getByRole('group', { name: /^Enfant 1/ }).first();
  await child.getByLabel('Nom de naissance', { exact: false }).fill('POULEIN');
  await child.getByLabel('Prénom(s)', { exact: false }).first().fill('Enrico');
  await child.getByText('Masculin', { exact: true }).click();
  await t.fillDate(child, /Date de naissance/, '2021-11-11');
  await child.getByLabel('Nationalité(s)', { exact: false }).first().selectOption({ label: 'Chypriote' });
  await child.getByText('En France', { exact: true }).click();
  await page.getByRole('group', { name: /enfants à la charge de votre conjoint/ }).getByText('Non', { exact: true }).click();
  await page.getByLabel(/Ne pas vivre en France en état de polygamie/).check({ force: true });
  await page.getByLabel(/Avoir connaissance des sanctions pénales/).check({ force: true });
  await look('step 2 filled');
  await next(page);
  await page.getByText('Je joins mes documents justificatifs').first().waitFor();
  await look('step 3');
}

async function join(page, heading, file, scripts) {
  const block = page.getByRole('group', { name: heading }).or(page.getByRole('region', { name: heading })).first();
  const input = block.locator('input[type=file]');
  if (scripts) {
    await input.setInputFiles(file);
  } else {
    await input.setInputFiles(file);
    await block.getByRole('button', { name: 'Envoyer le fichier' }).click();
  }
  // its link stands once it is stored; its name alone, while it is still on its way
  await page.getByRole('group', { name: heading }).or(page.getByRole('region', { name: heading })).first().getByRole('link', { name: path.basename(file), exact: true }).first().waitFor();
}

async function justificatifs(page, scripts, look = quiet) {
  await page.getByLabel('Numéro ephoto', { exact: false }).fill(t.ephoto());
  await page.getByRole('button', { name: 'Confirmer le numéro ephoto' }).click();
  await page.getByRole('button', { name: 'Supprimer le numéro ephoto' }).waitFor();
  await join(page, /Justificatif de nationalité/, files.pdf('passeport.pdf'), scripts);
  await join(page, /Justificatif de domicile/, files.png('facture.png'), scripts);
  await join(page, /Justificatif de mariage/, files.pdf('acte de mariage.pdf'), scripts);
  await join(page, /Justificatif de communauté de vie/, files.jpeg('déclaration.jpg'), scripts);
  await look('step 3 with files');
  await next(page);
}

async function deposit(page, look = quiet) {
  await page.getByText('Je confirme le dépôt définitif de ma demande').first().waitFor();
  await look('step 4');
  await page.getByLabel('Observations à destination de l\'administration', { exact: false }).fill('Mon nom d\'usage a changé.');
  await page.getByRole('button', { name: 'Déposer la demande' }).click();
  await page.waitForURL(/\/confirmation$/);
  await look('step 5');
  const body = await page.locator('main').innerText();
  const number = /\d{4}\s?\d{8}\s?\d{7}/.exec(body)[0].replace(/\s/g, '');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('main').getByRole('link', { name: /confirmation/i }).first().click()]);
  const pdf = path.join(os.tmpdir(), `guichet-${process.pid}-${number}.pdf`);
  await download.saveAs(pdf);
  return { number, text: execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }), pdf };
}

// A person whose request stands deposited. Who has an account already signs in with what the demonstration says.
async function applicant(person, email, options) {
  const page = await t.open(options), account = person.account || { email, password };
  if (!person.account) await createAccount(page, person, email);
  await signIn(page, person, quiet, account.password);
  await begin(page);
  await steps(page, person);
  await justificatifs(page, !page.scriptless);
  const { number } = await deposit(page);
  return { page, number, email: account.email, scripts: !page.scriptless };
}

module.exports = { applicant, password, createAccount, signIn, begin, steps, join, justificatifs, deposit, next };
