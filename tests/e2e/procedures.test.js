// The other procedures, each from the first click to its end, with and without scripts: a student renews, a parent asks for a minor, a visa is validated.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const road = require('./road.js');
const agents = require('./agents.js');
const files = require('./files.js');

after(() => t.closeAll());

const daysAgo = (n) => new Date(Date.now() - n * 86400000).toISOString().slice(0, 10);
const yearsAgo = (n) => `${new Date().getFullYear() - n}-01-15`;
const titled = (p, word) => t.demo.titles.find((x) => x.category === p && word.test(x.story));
const stamps = t.demo.estamps.slice();
const stamp = (euros) => stamps.splice(stamps.findIndex((s) => s.euros === String(euros)), 1)[0].number;

async function enter(person, email, options) {
  const page = await t.open(options);
  if (person.account) {
    await road.signIn(page, person, undefined, person.account.password);
    return page;
  }
  await road.createAccount(page, person, email);
  await road.signIn(page, { foreigner_number: person.foreigner_number || email });
  return page;
}
async function home(page, number, street, postcode, city) {
  await page.locator('[name$=".adresse.number"]').last().fill(number);
  await page.locator('[name$=".adresse.street"]').last().fill(street);
  await page.locator('[name$=".adresse.postcode"]').last().fill(postcode);
  await page.locator('[name$=".adresse.city"]').last().fill(city);
}
const tick = (page, name) => page.locator(`input[type=checkbox][name="${name}"]`).check({ force: true });
const phone = (page) => page.getByLabel('Téléphone', { exact: false }).fill('0612345678');

async function ephoto(page) {
  const used = t.ephoto();
  t.sql(`INSERT INTO ephoto (number, state, dossier, updated_utc_s) VALUES ('${used}', 'used', REPEAT('x', 16), 1)`);      // by somebody else
  await page.getByLabel('Numéro ephoto', { exact: false }).fill(used);
  await page.getByRole('button', { name: 'Confirmer le numéro ephoto' }).click();
  await page.getByText('Ce numéro ephoto a déjà servi à une autre demande').first().waitFor();
  await page.getByRole('button', { name: 'Supprimer le numéro ephoto' }).click();
  await page.getByLabel('Numéro ephoto', { exact: false }).fill(t.ephoto());
  await page.getByRole('button', { name: 'Confirmer le numéro ephoto' }).click();
  await page.getByRole('button', { name: 'Supprimer le numéro ephoto' }).waitFor();
}
// A justificatif with cases: the case first, which a page without scripts takes with the file.
async function joinAs(page, heading, kase, file, scripts) {
  const block = page.getByRole('group', { name: heading }).or(page.getByRole('region', { name: heading })).first();
  if (kase) {
    const choice = block.getByLabel(kase, { exact: false }).first();
    if (await choice.count()) await choice.check({ force: true });
  }
  await road.join(page, heading, file, scripts);
}
async function deposit(page, look) {
  await page.waitForURL(/\/depot/);
  await look('review');
  await page.getByRole('button', { name: 'Déposer la demande' }).click();
  await page.waitForURL(/\/confirmation$/);
  await look('confirmation');
  return /\d{4}\s?\d{8}\s?\d{7}/.exec(await page.locator('main').innerText())[0].replace(/\s/g, '');
}
async function decide(number, fill, look) {
  const agent = await t.open();
  await agents.signIn(agent, 'c.lemaire');
  await agent.goto(`${t.at.agent}/demandes?liste=all&q=${number}`);
  const row = await agent.getByRole('row').filter({ hasText: number }).innerText();
  await agent.getByRole('row').filter({ hasText: number }).getByRole('link').first().click();
  await agent.getByRole('heading', { name: 'Identité et situation' }).waitFor();
  const address = agent.url().replace(/[?#].*/, '');
  const seen = await agent.locator('main').innerText();
  await look(agent, 'examined');
  await agents.take(agent);
  await agent.goto(address + fill.decision);
  await fill.form(agent);
  await look(agent, 'decision');
  await agent.getByRole('button', { name: 'Rendre la décision' }).click();
  await agent.getByText('La décision est rendue').waitFor();
  assert.deepEqual(agent.problems, []);
  await agent.context().close();
  return { row, seen };
}

// What an answer shows and hides is seen at once, also when no answer of the server comes.
async function shownWithoutServer(page) {
  await page.route('**/champ', (r) => r.abort());
  const asked = page.getByLabel('Expliquez votre parcours', { exact: false }), last = page.getByRole('group', { name: /dernière année/ });
  await last.getByText('Non validée', { exact: true }).click();
  await asked.waitFor({ state: 'visible' });
  await last.getByText('Validée', { exact: true }).click();
  await asked.waitFor({ state: 'hidden' });
  await page.getByRole('group', { name: /changé d'orientation/ }).getByText('Oui', { exact: true }).click();
  await asked.waitFor({ state: 'visible' });
  await page.unroute('**/champ');
  page.problems.length = 0;
  await page.reload();
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';
  const options = scripts ? {} : { javaScriptEnabled: false };
  const tag = `${scripts ? 's' : 'n'}-${process.pid}`;

  test(`a student renews, ${how}, and an agent grants the years that are left`, async () => {
    const person = titled('etudiant', scripts ? /n'ouvre pas/ : /algérien/);
    const page = await enter(person, `etudiant-${tag}@exemple.fr`, options);
    await t.told(page, async () => {
      const look = (what) => t.accessible(page, `student ${how} ${what}`);
      await road.begin(page);
      await page.getByText('Je vérifie les informations personnelles').first().waitFor();
      await phone(page);
      await road.next(page);
      await page.getByText('Je décris mes études et mes ressources').first().waitFor();
      await look('studies');
      if (scripts) await shownWithoutServer(page);
      await page.getByLabel('Établissement', { exact: false }).fill('Université de Lille');
      await page.getByLabel('Niveau de la formation', { exact: false }).selectOption({ label: 'Master' });
      await page.getByLabel('Intitulé de la formation', { exact: false }).fill('Génie civil');
      await t.fillDate(page, /^Début de l'année/, daysAgo(60));
      await t.fillDate(page, /^Fin de cette année/, daysAgo(-240));
      await page.getByLabel('Années d\'études restantes', { exact: false }).fill('2');
      await page.getByRole('group', { name: /dernière année/ }).getByText('Non validée', { exact: true }).click();
      await page.getByRole('group', { name: /changé d'orientation/ }).getByText('Non', { exact: true }).click();
      await page.getByRole('group', { name: /D'où viennent/ }).getByText('Bourse', { exact: true }).click();
      await page.getByLabel('Montant par mois', { exact: false }).fill('700,50');
      await tick(page, 'etudes.attestation.exact');
      await tick(page, 'etudes.attestation.sanctions');
      if (scripts) await page.getByLabel('Expliquez votre parcours', { exact: false }).waitFor();
      else await road.next(page);
      await page.getByLabel('Expliquez votre parcours', { exact: false }).fill('J\'ai été malade au printemps.');
      await look('studies filled');
      await road.next(page);
      await page.getByText('Je joins mes documents justificatifs').first().waitFor();
      await ephoto(page);
      await road.join(page, /Justificatif de nationalité/, files.pdf('passeport.pdf'), scripts);
      await joinAs(page, /Justificatif de domicile/, 'Si résidence universitaire', files.png('residence.png'), scripts);
      await road.join(page, /Certificat d'inscription/, files.pdf('inscription.pdf'), scripts);
      await road.join(page, /caractère réel et sérieux/, files.pdf('notes.pdf'), scripts);
      await road.join(page, /Justificatif de ressources/, files.pdf('bourse.pdf'), scripts);
      await look('documents');
      await road.next(page);
      await page.waitForURL(/\/depot/);
      assert.match(await page.locator('main').innerText(), /700,50\s€/);
      const number = await deposit(page, look);
      assert.match(await t.paper(page, /Confirmation du dépôt/), /étudiant/i);
      const algerian = !scripts;
      await decide(number, { decision: '/decision/favorable', form: async (agent) => {
        assert.equal(await agent.getByLabel('Titre délivré', { exact: false }).inputValue(), algerian ? 'cra-etudiant' : 'csp-pluri-etudiant');
      } }, async (agent, what) => { if (scripts) await t.accessible(agent, `student ${what}`); });
      assert.deepEqual(page.problems, []);
    });
    await page.context().close();
  });

  test(`a parent asks for a minor under protection, ${how}: the request bears the minor's name`, async () => {
    const person = titled('protection-internationale', scripts ? /mère/ : /père/);
    const page = await enter(person, `parent-${tag}@exemple.fr`, options);
    await t.told(page, async () => {
      const look = (what) => t.accessible(page, `minor ${how} ${what}`);
      await page.getByRole('main').getByRole('link', { name: 'Je demande ou renouvelle un titre de séjour' }).click();
      await page.getByText('Un mineur bénéficiaire de la protection internationale de plus de 16 ans').click();
      await page.getByRole('button', { name: 'Je continue' }).click();
      await page.getByText('que vous représentez').first().waitFor();
      await look('situation');
      await page.getByRole('button', { name: 'Je commence' }).click();
      await look('preamble');
      await page.getByRole('button', { name: 'Je continue' }).click();
      await page.getByText('Je dis qui est le mineur').first().waitFor();
      await look('minor');
      const child = page.getByRole('group', { name: /^ÉTAT CIVIL DU MINEUR/ });
      await child.getByLabel('Nom de naissance', { exact: false }).fill('TESFAY');
      await child.getByLabel('Prénom(s)', { exact: false }).first().fill('Natnael');
      await child.getByText('Masculin', { exact: true }).click();
      await t.fillDate(child, /Date de naissance/, yearsAgo(20));
      await child.getByLabel('Lieu de naissance', { exact: false }).fill('Keren');
      await child.getByLabel('Pays de naissance', { exact: false }).selectOption({ label: 'Érythrée' });
      await child.getByLabel(/^Nationalité\(s\)/).first().selectOption({ label: 'Érythréen' });
      await home(page, '14', 'Rue de Wazemmes', '59000', 'Lille');
      await page.getByText('Statut de réfugié', { exact: true }).click();
      await page.getByText('Elle lui vient d\'un parent protégé', { exact: true }).click();
      await t.fillDate(page, /Date de la décision/, daysAgo(900));
      await tick(page, 'mineur.protection.activite');
      await road.next(page);
      await t.waitFor('the title to say so', async () => /^Erreur/.test(await page.title()));
      assert.match(await page.locator('main').innerText(), /Cette personne est majeure/);
      await look('of age');
      await t.fillDate(child, /Date de naissance/, `${new Date().getFullYear() - 17}-12-31`);
      await road.next(page);
      await page.getByText('Je dis qui je suis').first().waitFor();
      await look('representative');
      const own = await page.locator('main').innerText();
      assert.match(own, new RegExp(person.birth_name, 'i'), 'the register says who the representative is');
      await page.getByText('Père ou mère du mineur', { exact: true }).click();
      await phone(page);
      await tick(page, 'representant.attestation.autorite');
      await tick(page, 'representant.attestation.sanctions');
      await road.next(page);
      await page.getByText('Je joins mes documents justificatifs').first().waitFor();
      await ephoto(page);
      await road.join(page, /Décision de protection/, files.pdf('ofpra.pdf'), scripts);
      await joinAs(page, /Justificatif d'état civil du mineur/, 'L\'Ofpra a établi l\'acte', files.pdf('acte.pdf'), scripts);
      await joinAs(page, /Justificatif de domicile/, 'Logement du représentant', files.png('facture.png'), scripts);
      await joinAs(page, /Identité du représentant/, null, files.pdf('titre.pdf'), scripts);
      await road.join(page, /Preuve de l'autorité/, files.pdf('livret.pdf'), scripts);
      await look('documents');
      await road.next(page);
      const number = await deposit(page, look);
      const receipt = await t.paper(page, /Confirmation du dépôt/);
      assert.match(receipt, /TESFAY/);
      assert.doesNotMatch(receipt, new RegExp(person.birth_name));
      const told = await decide(number, { decision: '/decision/favorable', form: async (agent) => {
        assert.equal(await agent.getByLabel('Titre délivré', { exact: false }).inputValue(), 'carte-resident');
        await agent.getByLabel('N° étranger du mineur', { exact: false }).fill(scripts ? '5903200011' : '5903200029');
      } }, async (agent, what) => { if (scripts) await t.accessible(agent, `minor ${what}`); });
      assert.match(told.row, /TESFAY/);
      assert.match(told.seen, new RegExp(`Représentant[\\s\\S]*${person.birth_name}`, 'i'));
      assert.deepEqual(page.problems, []);
    });
    await page.context().close();
  });

  test(`a visa is validated in time, ${how}: paid by stamp, at once, and said to be automatic`, async () => {
    const person = titled('vls-ts', scripts ? /arrivée récente/ : /sans N° étranger/);
    const email = `visa-${tag}@exemple.fr`;
    const page = await enter(person, email, options);
    await t.told(page, async () => {
      const look = (what) => t.accessible(page, `visa ${how} ${what}`);
      await page.getByRole('main').getByRole('link', { name: 'Je valide mon VLS-TS' }).click();
      await look('situation');
      await page.getByRole('button', { name: 'Je commence' }).click();
      await page.getByRole('button', { name: 'Je continue' }).click();
      await page.getByText('Je vérifie mon visa et mon identité').first().waitFor();
      assert.match(await page.locator('main').innerText(), new RegExp(person.number));
      await look('visa');
      await page.getByLabel('Nom de naissance', { exact: false }).fill('LIN');
      await page.getByLabel('Prénom(s)', { exact: false }).first().fill('Mei');
      await page.getByText('Féminin', { exact: true }).click();
      await t.fillDate(page, /Date de naissance/, '2004-02-11');
      await page.getByLabel('Pays de naissance', { exact: false }).selectOption({ label: 'Chine' });
      await page.getByLabel(/^Nationalité\(s\)/).first().selectOption({ label: 'Chinois' });
      await phone(page);
      await road.next(page);
      await page.getByText('Je déclare mon arrivée').first().waitFor();
      await t.fillDate(page, /Date d'entrée/, daysAgo(20));
      await page.getByLabel('Motif de votre visa', { exact: false }).selectOption({ label: 'Étudiant' });
      await home(page, '12', 'Rue de Gand', '59000', 'Lille');
      await tick(page, 'arrivee.attestation.exact');
      await tick(page, 'arrivee.attestation.sanctions');
      await look('arrival');
      await road.next(page);
      await page.getByText('Je règle la taxe').first().waitFor();
      assert.match(await page.locator('main').innerText(), /100\s€/);
      const number = page.getByLabel('Numéro du timbre', { exact: false });
      for (const [wrong, said] of [['1234', /16 chiffres/], ['1111222233334444', /n'est pas connu/], [stamp(50), /il faut 100/]]) {
        await number.fill(wrong);
        await road.next(page);
        await t.waitFor('the page to say so', async () => /^Erreur/.test(await page.title()) && said.test(await page.locator('main').innerText()));
      }
      await look('stamp too small');
      const good = stamp(100);
      await number.fill(good);
      await road.next(page);
      await page.getByText('Je joins mes documents justificatifs').first().waitFor();
      await road.next(page);
      await deposit(page, look);
      assert.match(await page.locator('main').innerText(), /de façon automatique/);
      const text = await t.paper(page, /Attestation de validation/);
      assert.match(text, /automatique/);
      assert.match(text, /LIN/);
      assert.match(text, /100 €/);
      await t.mailTo(email, /de\s+façon\s+automatique/);
      await page.getByRole('link', { name: /suiv/i }).first().click();
      await page.getByText('De façon automatique, sans intervention').first().waitFor();
      await look('follow-up');
      await page.goto(t.at.user + '/demarches/vls-ts');
      await page.getByRole('button', { name: 'Je commence' }).click();
      await page.getByText('a déjà été validé').first().waitFor();
      assert.equal(t.sql(`SELECT state FROM estamp WHERE number = '${good}'`)[0][0], 'used');
      assert.deepEqual(page.problems, []);
    });
    await page.context().close();
  });
}

test('a visa that is validated too late goes to an agent, who sees the name that was typed', async () => {
  const person = titled('vls-ts', /plus de trois mois/);
  const page = await enter(person, `tard-${process.pid}@exemple.fr`, {});
  await t.told(page, async () => {
    await page.getByRole('main').getByRole('link', { name: 'Je valide mon VLS-TS' }).click();
    await page.getByRole('button', { name: 'Je commence' }).click();
    await page.getByRole('button', { name: 'Je continue' }).click();
    await page.getByLabel('Nom de naissance', { exact: false }).fill('OYELARAN');
    await page.getByLabel('Prénom(s)', { exact: false }).first().fill('Tunde');
    await page.getByText('Masculin', { exact: true }).click();
    await t.fillDate(page, /Date de naissance/, '1995-08-21');
    await page.getByLabel('Pays de naissance', { exact: false }).selectOption('NG');
    await page.getByLabel(/^Nationalité\(s\)/).first().selectOption('NG');
    await phone(page);
    await road.next(page);
    await t.fillDate(page, /Date d'entrée/, daysAgo(140));
    await page.getByLabel('Motif de votre visa', { exact: false }).selectOption({ label: 'Salarié ou travailleur temporaire' });
    await home(page, '12', 'Rue de Gand', '59000', 'Lille');
    await tick(page, 'arrivee.attestation.exact');
    await tick(page, 'arrivee.attestation.sanctions');
    await road.next(page);
    assert.match(await page.locator('main').innerText(), /300\s€/);
    await page.getByLabel('Numéro du timbre', { exact: false }).fill(stamp(300));
    await road.next(page);
    await page.getByText('Je joins mes documents justificatifs').first().waitFor();
    await road.join(page, /Pages du passeport/, files.pdf('passeport.pdf'), true);
    await road.next(page);
    const number = await deposit(page, async () => {});
    assert.doesNotMatch(await page.locator('main').innerText(), /automatique/);
    assert.match(await t.paper(page, /Confirmation du dépôt/), /OYELARAN/);
    const told = await decide(number, { decision: '/decision/validation', form: async () => {} }, async () => {});
    assert.match(told.row, /OYELARAN/);
    assert.notEqual(t.sql(`SELECT validated_on FROM title WHERE number = '${person.number}'`)[0][0], 'NULL', 'the agent\'s decision validates it too');
  });
  await page.context().close();
});
