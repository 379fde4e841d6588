// A person who lost the mailbox, before an agent: another address after proof of identity, proved by a link, told to the former address, traced; all sessions end.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const road = require('./road.js');
const agents = require('./agents.js');
const files = require('./files.js');
const { Person } = require('./raw.js');

after(() => t.closeAll());

async function signedIn(scripts) {
  const person = t.newPerson(), me = new Person(), email = `perdue-${process.pid}-${person.number}@exemple.fr`;
  await me.create(person, email, road.password);
  await me.signIn(person.foreigner_number, road.password);
  const here = await me.ready(person, files);
  await me.send('POST', `${here}/depot`, { form: await me.depositForm(here) });
  const page = await t.open({ javaScriptEnabled: scripts });
  await page.context().addCookies(Object.entries(me.cookies).map(([name, value]) => ({ name, value, url: t.at.user })));
  return { person, me, page, email, id: here.split('/')[2] };
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';
  test(`a lost mailbox is replaced at the counter, ${how}`, { timeout: 240000 }, async () => {
    const { person, page, email, id } = await signedIn(scripts), fresh = `retrouvee-${process.pid}-${person.number}@exemple.fr`;
    const address = `${t.at.agent}/dossiers/${id}/adresse`;

    const colleague = await t.open();
    await agents.signIn(colleague, 's.benali');
    await colleague.goto(`${t.at.agent}/dossiers/${id}`);
    assert.equal(await colleague.getByRole('link', { name: 'Remplacer l\'adresse email perdue' }).count(), 0);
    assert.equal((await colleague.goto(address)).status(), 403, 'an instructeur may not');
    await colleague.context().close();

    const agent = await t.open({ javaScriptEnabled: scripts });
    await t.told(agent, async () => {
      await agents.signIn(agent, 'p.dumont');
      await agent.goto(`${t.at.agent}/dossiers/${id}`);
      await agent.getByRole('link', { name: 'Remplacer l\'adresse email perdue' }).click();
      await agent.getByRole('heading', { level: 1, name: 'Remplacer l\'adresse email perdue' }).waitFor();
      await t.accessible(agent, `recover ${how}`);
      await agent.getByLabel(/^Adresse email/).fill('pas une adresse');
      await agent.getByRole('button', { name: 'Envoyer le lien' }).click();
      await t.waitFor('the title to say so', async () => /^Erreur/.test(await agent.title()));
      for (const wrong of ['L\'identité de la personne doit être vérifiée', 'Exemple : nom@domaine.fr', 'Ce champ est obligatoire']) await agent.getByText(wrong).first().waitFor();
      assert.equal(await agent.getByLabel(/^Adresse email/).inputValue(), 'pas une adresse', 'what was typed stays');
      await t.accessible(agent, `recover wrong ${how}`);
      assert.equal(await agent.locator('.fr-fieldset--error > legend').evaluate((e) => getComputedStyle(e).backgroundImage), 'none', 'one bar beside a group, not two');
      await agent.getByText('Passeport', { exact: true }).click();
      await agent.getByRole('checkbox', { name: /J'ai vérifié l'identité/ }).check({ force: true });
      await agent.getByRole('button', { name: 'Envoyer le lien' }).click();
      await t.waitFor('one fault to be left', async () => await agent.locator('#gt-summary li').count() === 1);
      assert.ok(await agent.getByRole('radio', { name: 'Passeport' }).isChecked());
      await agent.getByLabel(/^Adresse email/).fill(fresh);
      await agent.getByRole('button', { name: 'Envoyer le lien' }).click();
      await agent.getByText('Un lien est envoyé à la nouvelle adresse').waitFor();
      await agent.getByText('Nouvelle adresse email donnée au guichet').first().waitFor();
    });
    await agent.context().close();

    await t.mailTo(email, /une personne qui a prouvé votre identité/);
    const mail = await t.mailTo(fresh, /après vérification de votre identité au guichet/);
    const link = /https?:\/\/\S+\/(?:liens|compte)\/\S+/.exec(mail)[0].replace(/[.,)>]+$/, '');
    await page.goto(t.at.user + '/mon-compte');
    await page.getByText(email).first().waitFor();                                       // not before the link is used

    const elsewhere = await t.open({ javaScriptEnabled: scripts });
    await elsewhere.goto(link);
    await elsewhere.getByRole('button', { name: /accepte|confirme/i }).click();
    await elsewhere.getByText(/adresse .*(changée|remplacée)/i).first().waitFor();
    await page.goto(t.at.user + '/mon-compte');
    await page.waitForURL(/connexion/);                                                  // its sessions are over
    await road.signIn(elsewhere, person);
    await elsewhere.goto(t.at.user + '/mon-compte');
    await elsewhere.getByText('Votre adresse email a été remplacée au guichet').waitFor();
    await elsewhere.getByText(fresh).first().waitFor();
    await t.accessible(elsewhere, `account recovered ${how}`);
    await elsewhere.goto(link);
    await elsewhere.waitForURL(/lien-expire/);
    assert.deepEqual([...page.problems, ...elsewhere.problems], []);
    await elsewhere.context().close();
    await page.context().close();
  });
}
