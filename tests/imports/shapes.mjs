// SPDX-License-Identifier: AGPL-3.0-or-later
// Files as territories publish them, made from the real rows that we hold: each has its own columns, words, order, encoding
// and habits, and says what its columns hold. What a column is expected to be is written beside it by hand.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const text = (path, encoding = 'utf-8') => new TextDecoder(encoding).decode(readFileSync(join(root, path)));
const capital = (s) => s.toLowerCase().replace(/(^|[\s'-])(\p{L})/gu, (m) => m.toUpperCase());

// --- the real rows ---

function parse(csv, delimiter) {
  const rows = [[]];
  const cells = new RegExp(`(?:"((?:[^"]|"")*)"|([^"\\r\\n${delimiter}][^\\r\\n${delimiter}]*)?)(${delimiter}|\\r\\n|\\n|$)`, 'gy');
  for (let m; cells.lastIndex < csv.length && (m = cells.exec(csv));) {
    rows.at(-1).push((m[1] ?? m[2] ?? '').replaceAll('""', '"'));
    if (m[3] !== delimiter) rows.push([]);
  }
  return rows;
}
function objects(csv, delimiter) {
  const [head, ...rows] = parse(csv.replace(/^\uFEFF/, ''), delimiter);
  return rows.filter((r) => r.length === head.length).map((r) => Object.fromEntries(head.map((h, i) => [h, r[i]])));
}

function south() {
  return objects(text('tests/exchange/imports/paca-2022.csv', 'windows-1252'), ';')
    .filter((r) => /^\d{5}$/.test(r.adresse_code_postal) && +r.latitude > 41 && +r.longitude < 9 && r.adresse_rue && r.nom.length > 3)
    .map((r, i) => ({ nom: r.nom.trim(), numero: r.adresse_numero, voie: r.adresse_rue.trim(), cp: r.adresse_code_postal, commune: r.adresse_commune.trim(),
      insee: '', lat: +r.latitude, lon: +r.longitude, web: /^https?:/.test(r.contact_web) ? r.contact_web : '', type: r.type_lieu,
      porteuse: r.structure_porteuse, label: r.labels, detail: r.services, i }));
}
function census() {
  return objects(text('data/tiers-lieux-2019.csv'), ',').filter((r) => +r.LAT > 41 && r.ADRESSE.length > 4 && r.INSEECOM !== '0')
    .map((r, i) => ({ nom: r.NOM_TL.replace(/\s+/g, ' ').trim(), ...split(r.ADRESSE.replace(/\s+/g, ' ').trim()), cp: r.CP.padStart(5, '0'), commune: r.NOMCOM,
      insee: r.INSEECOM.padStart(5, '0'), lat: +r.LAT, lon: +r.LONG, web: /^https?:/.test(r.WEB) ? r.WEB.trim() : '',
      type: r.TYPO.replace(/^\d+\. ?/, ''), porteuse: '', label: '', detail: '', i }));
}
function brittany() {
  return JSON.parse(text('data/fablabs-bretagne-2020.geojson')).features.filter((f) => f.geometry && f.properties.cp)
    .map(({ properties: p, geometry: g }, i) => ({ nom: p.name.replace(/\s+/g, ' ').trim(), ...split((p.adresse ?? '').replace(/<br ?\/?>/g, ', ')), cp: String(p.cp).trim(),
      commune: p.ville.trim(), insee: '', lat: +g.coordinates[1], lon: +g.coordinates[0], web: p.web ?? '', type: p.structure,
      porteuse: p.organisation, label: '', detail: '', i }));
}
function split(address) {
  const [, numero, voie] = /^(\d+(?: ?(?:bis|ter|b))?)[, ]+(.+)$/i.exec(address) ?? [, '', address];
  return { numero: numero ?? '', voie };
}

// What these files do not hold, and territorial files do; made, and always the same.
const first = ['Jeanne', 'Karim', 'Soazig', 'Luc', 'Mélanie', 'Thierry', 'Nadia', 'Paul'];
const last = ['MARTIN', 'LE GOFF', 'BENALI', 'DURAND', 'PETIT', 'ROUX', 'FABRE'];
function more(r) {
  const person = `${first[r.i % 8]} ${last[r.i % 7]}`;
  const host = r.nom.normalize('NFD').toLowerCase().replace(/[^a-z]/g, '').slice(0, 14) || 'lieu';
  const day = 1 + r.i % 28;
  return { ...r, id: `L${1000 + r.i}`, adresse: [r.numero, r.voie].filter(Boolean).join(' '),
    tel: `0${1 + r.i % 5} ${20 + r.i % 70} ${10 + r.i % 80} ${10 + r.i % 77} ${10 + r.i % 61}`, mobile: `06 ${20 + r.i % 70} 34 56 ${10 + r.i % 80}`,
    mail: `contact@${host}.example`, person, personMail: `${person.split(' ')[0].toLowerCase()}.martin@gmail.com`,
    hours: r.i % 3 ? 'Mo-Fr 09:00-18:00' : 'Tu-Sa 10:00-12:00,14:00-19:00', resume: `Un lieu ouvert à ${capital(r.commune)} où l’on travaille et fabrique.`,
    maj: `2024-0${1 + r.i % 9}-${String(day).padStart(2, '0')}`, siret: String(43493312300000 + r.i), rows: undefined };
}
const french = (iso) => iso.split('-').reverse().join('/');
const comma = (n) => String(n).replace('.', ',');

function lambert93({ lat, lon }) { // IGN, ALG0003
  const n = 0.7256077650532670, c = 11754255.4260960, ys = 12655612.0498760, e = 0.0818191910428158, rad = Math.PI / 180;
  const s = e * Math.sin(lat * rad);
  const iso = Math.log(Math.tan(Math.PI / 4 + lat * rad / 2) * ((1 - s) / (1 + s)) ** (e / 2));
  const r = c * Math.exp(-n * iso), g = n * (lon - 3) * rad;
  return { x: 700000 + r * Math.sin(g), y: ys - r * Math.cos(g) };
}

// --- writing ---

const cell = (v, d) => (new RegExp(`["\\n\\r${d === '|' ? '\\|' : d}]`).test(v) ? `"${v.replaceAll('"', '""')}"` : v);
function csv(columns, rows, { delimiter = ';', above = [], below = [], end = '\r\n', bom = false } = {}) {
  const lines = [columns.map((c) => c[0]), ...rows.map((r) => columns.map((c) => String(c[2](r) ?? '')))];
  const body = lines.map((l) => l.map((v) => cell(v, delimiter)).join(delimiter));
  return Buffer.from((bom ? '\uFEFF' : '') + [...above, ...body, ...below].join(end) + end);
}
function latin(buffer) { // Windows-1252
  const high = { '€': 0x80, '’': 0x92, '‘': 0x91, '“': 0x93, '”': 0x94, '–': 0x96, '—': 0x97, '…': 0x85, 'œ': 0x9c, 'Œ': 0x8c };
  return Buffer.from([...buffer.toString()].map((c) => high[c] ?? (c.codePointAt(0) < 256 ? c.codePointAt(0) : 0x3f)));
}
function tree(columns, r) { // "address.city" nests
  const o = {};
  for (const [path, , value] of columns) {
    const keys = path.split('.');
    keys.slice(0, -1).reduce((at, k) => (at[k] ??= {}), o)[keys.at(-1)] = value(r);
  }
  return o;
}
const json = (columns, rows, wrap = (x) => x) => Buffer.from(JSON.stringify(wrap(rows.map((r) => tree(columns, r))), null, 1));
const feature = (columns) => (r) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [r.lon, r.lat] }, properties: tree(columns, r) });
const pick = (rows, from, n) => rows.slice(from, from + n).map((r, i) => more({ ...r, i }));

// --- the files ---

// Each: name, bytes, columns [[name, fact or null]], rows as they should be understood.
export function shapes() {
  const [a, b, c] = [south(), census(), brittany()];
  const list = [];
  const add = (name, rows, columns, bytes, extra = []) => list.push({ name, rows, bytes, columns: [...columns.map(([n, f]) => [n, f]), ...extra] });

  { // Opendatasoft, CSV for Excel
    const rows = pick(a, 0, 200);
    const columns = [['Geo Point', 'latitude', (r) => `${r.lat},${r.lon}`], ['Geo Shape', 'latitude', (r) => JSON.stringify({ coordinates: [r.lon, r.lat], type: 'Point' })],
      ['gid', null, (r) => r.i + 1], ['NOM', 'nom', (r) => r.nom], ['Catégorie', 'typologie', (r) => r.type], ['ADRESSE', 'adresse', (r) => r.adresse],
      ['CODE_POSTAL', 'code_postal', (r) => r.cp], ['COMMUNE', 'commune', (r) => r.commune], ['TELEPHONE', 'telephone', (r) => r.tel],
      ['SITE_WEB', 'site_web', (r) => r.web], ['Dernière mise à jour', 'date_maj', (r) => `${r.maj}T10:12:00+02:00`], ['Nombre de postes', null, (r) => 2 + r.i % 9]];
    add('opendatasoft.csv', rows, columns, csv(columns, rows, { bom: true }));
  }
  { // A shapefile's attributes: ten letters a name, Lambert 93
    const rows = pick(b, 0, 200);
    const columns = [['OBJECTID', null, (r) => r.i + 1], ['NOM_TL', 'nom', (r) => r.nom.toUpperCase()], ['ADR_NUM', 'adresse', (r) => r.numero], ['ADR_VOIE', 'adresse', (r) => r.voie],
      ['COD_POST', 'code_postal', (r) => r.cp], ['COM_NOM', 'commune', (r) => r.commune.toUpperCase()], ['COM_INSEE', 'code_insee', (r) => r.insee],
      ['X_L93', 'longitude', (r) => lambert93(r).x.toFixed(2)], ['Y_L93', 'latitude', (r) => lambert93(r).y.toFixed(2)], ['SITE_INTER', 'site_web', (r) => r.web],
      ['TEL_FIXE', 'telephone', (r) => r.tel], ['TYPO_PRINC', 'typologie', (r) => r.type], ['DATE_MAJ', 'date_maj', (r) => r.maj.replaceAll('-', '/').split('/').reverse().join('/')],
      ['SHAPE_AREA', null, () => '0.0'], ['NB_POSTES', null, (r) => r.i % 30]];
    add('departement-shp.csv', rows, columns, csv(columns, rows, { delimiter: ',', end: '\n' }));
  }
  { // A form's answers in a spreadsheet, titles above the header
    const rows = pick(a, 200, 80);
    const columns = [['Horodateur', null, (r) => `${french(r.maj)} 10:15:00`], ['Nom de votre tiers-lieu', 'nom', (r) => r.nom], ['Adresse complète', 'adresse', (r) => r.adresse],
      ['Code Postal', 'code_postal', (r) => r.cp], ['Ville', 'commune', (r) => capital(r.commune)], ['Nom et prénom du référent', null, (r) => r.person],
      ['Mail du référent', null, (r) => r.personMail], ['Numéro de portable du référent', null, (r) => r.mobile], ['Site internet ou page Facebook', 'site_web', (r) => r.web],
      ['Présentez votre lieu en quelques mots', 'presentation_detail', (r) => r.resume], ['Avez-vous un jardin ?', null, (r) => (r.i % 2 ? 'Oui' : 'Non')],
      ['Commentaires', null, () => '']];
    add('formulaire.csv', rows, columns, csv(columns, rows, { delimiter: ',', above: ['Recensement des tiers-lieux du territoire,,,,,,,,,,,', ',,,,,,,,,,,', 'Mis à jour en 2024,,,,,,,,,,,'] }));
  }
  { // uMap
    const rows = pick(c, 0, 100);
    const columns = [['name', 'nom', (r) => r.nom], ['description', 'presentation_detail', (r) => `**${r.nom}**\n${r.adresse}\n[[${r.web}|Site]]`], ['categorie', 'typologie', (r) => r.type],
      ['_umap_options', null, () => ''], ['ville', 'commune', (r) => r.commune]];
    add('umap.geojson', rows, columns, Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: rows.map(feature(columns)) })), [['geometry', 'latitude']]);
  }
  { // GoGoCarto
    const rows = pick(a, 280, 100);
    const columns = [['id', 'identifiant', (r) => r.id], ['status', null, () => 1], ['name', 'nom', (r) => r.nom], ['geo.latitude', 'latitude', (r) => r.lat], ['geo.longitude', 'longitude', (r) => r.lon],
      ['address.streetAddress', 'adresse', (r) => r.adresse], ['address.addressLocality', 'commune', (r) => r.commune], ['address.postalCode', 'code_postal', (r) => r.cp], ['address.addressCountry', null, () => 'FR'],
      ['commitment', 'presentation_resume', (r) => r.resume], ['descriptionMore', 'presentation_detail', (r) => `<p>${r.resume}</p><p>Ouvert à tous.</p>`], ['telephone', 'telephone', (r) => r.tel.replaceAll(' ', '').slice(1)],
      ['website', 'site_web', (r) => r.web], ['openHoursMoreInfos', 'horaires', () => 'Du lundi au vendredi de 9h à 18h'], ['sourceKey', null, () => 'LMC'], ['email', 'courriels', (r) => r.mail], ['optionValues', null, () => [10429, 10427]]];
    add('gogocarto.json', rows, columns, json(columns, rows, (data) => ({ ontology: 'gogofull', data })));
  }
  { // A shared base (Grist, Airtable)
    const rows = pick(b, 200, 150);
    const columns = [['Nom du lieu', 'nom', (r) => r.nom], ['Structure gestionnaire', 'porteuse', (r) => `Association ${r.commune} Demain`], ['Typologie(s)', 'typologie', (r) => r.type],
      ['Labellisation', 'label', (r) => (r.i % 4 ? '' : 'Fabrique de territoire')], ['Réseau(x)', 'reseau', (r) => (r.i % 3 ? '' : 'Réseau des lieux du Centre')], ['Adresse postale', 'adresse', (r) => r.adresse],
      ['CP', 'code_postal', (r) => r.cp], ['Commune d’implantation', 'commune', (r) => r.commune], ['Coordonnées GPS', 'latitude', (r) => `${r.lat}, ${r.lon}`], ['Lien vers le site', 'site_web', (r) => r.web],
      ['Photo', null, (r) => `photo${r.i}.jpg (https://dl.example/${r.i}.jpg)`], ['Modifié le', 'date_maj', (r) => `${french(r.maj)} 09:00`], ['Créé par', null, (r) => r.person]];
    add('base-partagee.csv', rows, columns, csv(columns, rows, { delimiter: ',', end: '\n', bom: true }));
  }
  { // Excel of a department: Windows-1252, decimal commas, postal codes as numbers, street in pieces
    const rows = pick(b, 360, 150);
    const columns = [['Dénomination', 'nom', (r) => r.nom], ['N°', 'adresse', (r) => r.numero], ['Nom de la voie', 'adresse', (r) => r.voie], ['Complément d’adresse', 'adresse', () => ''], ['Code post.', 'code_postal', (r) => String(+r.cp)],
      ['Localité', 'commune', (r) => r.commune.toUpperCase()], ['N° INSEE', 'code_insee', (r) => r.insee.replace(/^0/, '')], ['Lat.', 'latitude', (r) => comma(r.lat)], ['Long.', 'longitude', (r) => comma(r.lon)], ['Tél.', 'telephone', (r) => r.tel.replaceAll(' ', '.')],
      ['Courriel', 'courriels', (r) => r.mail], ['SIRET', 'pivot', (r) => r.siret], ['Canton', null, (r) => r.commune], ['Jours et horaires d’ouverture', 'horaires', (r) => r.hours], ['Président', null, (r) => r.person]];
    add('departement-excel.csv', rows, columns, latin(csv(columns, rows)));
  }
  { // Opendatasoft records
    const rows = pick(a, 380, 120);
    const columns = [['datasetid', null, () => 'lieux-numeriques'], ['recordid', 'identifiant', (r) => `${r.i}abc${r.i}f`], ['fields.nom_du_lieu', 'nom', (r) => r.nom], ['fields.adresse', 'adresse', (r) => r.adresse], ['fields.codepostal', 'code_postal', (r) => r.cp],
      ['fields.nom_commune', 'commune', (r) => r.commune], ['fields.geo_point_2d', 'latitude', (r) => [r.lat, r.lon]], ['fields.url', 'site_web', (r) => r.web], ['fields.nom_epci', null, () => 'Métropole du Sud'], ['fields.horaires', 'horaires', (r) => r.hours],
      ['geometry', 'latitude', (r) => ({ type: 'Point', coordinates: [r.lon, r.lat] })], ['record_timestamp', null, () => '2023-01-01T00:00:00Z']];
    add('opendatasoft-v1.json', rows, columns, json(columns, rows, (records) => ({ nhits: records.length, parameters: { dataset: 'x' }, records })));
  }
  { // An application's own JSON
    const rows = pick(a, 500, 120);
    const columns = [['uuid', 'identifiant', (r) => `0000-${r.i}`], ['placeName', 'nom', (r) => r.nom], ['location.street', 'adresse', (r) => r.voie], ['location.houseNumber', 'adresse', (r) => r.numero], ['location.zipCode', 'code_postal', (r) => +r.cp], ['location.city', 'commune', (r) => r.commune],
      ['location.lat', 'latitude', (r) => r.lat], ['location.lng', 'longitude', (r) => r.lon], ['openingHours', 'horaires', (r) => r.hours], ['websiteUrl', 'site_web', (r) => r.web], ['phoneNumber', 'telephone', (r) => r.tel], ['contact.firstName', null, (r) => r.person.split(' ')[0]],
      ['contact.lastName', null, (r) => r.person.split(' ')[1]], ['contact.email', 'courriels', (r) => (r.i % 2 ? r.mail : r.personMail)], ['tags', null, () => ['a', 'b']], ['createdAt', null, () => '2020-01-01'], ['updatedAt', 'date_maj', (r) => r.maj], ['logoUrl', null, (r) => `https://cdn.example/${r.i}.png`]];
    add('application.json', rows, columns, json(columns, rows, (places) => ({ meta: { total: places.length }, result: { places } })));
  }
  { // LaMednum
    const rows = pick(b, 520, 100);
    const columns = [['id', 'identifiant', (r) => r.id], ['pivot', 'pivot', (r) => r.siret], ['nom', 'nom', (r) => r.nom], ['commune', 'commune', (r) => r.commune], ['code_postal', 'code_postal', (r) => r.cp], ['code_insee', 'code_insee', (r) => r.insee], ['adresse', 'adresse', (r) => r.adresse],
      ['complement_adresse', 'adresse', () => ''], ['latitude', 'latitude', (r) => r.lat], ['longitude', 'longitude', (r) => r.lon], ['typologie', 'typologie', () => 'TIERS_LIEUX|ASSO'], ['telephone', 'telephone', (r) => `+33${r.tel.replaceAll(' ', '').slice(1)}`], ['courriels', 'courriels', (r) => `${r.mail}|${r.personMail}`],
      ['site_web', 'site_web', (r) => (r.web ? `${r.web}|https://exemple.example/` : '')], ['horaires', 'horaires', (r) => r.hours], ['presentation_resume', 'presentation_resume', (r) => r.resume], ['presentation_detail', 'presentation_detail', (r) => `${r.resume} Entrée libre.`], ['source', null, () => 'Hubik'],
      ['itinerance', null, () => 'Fixe'], ['structure_parente', 'porteuse', () => ''], ['date_maj', 'date_maj', (r) => r.maj], ['services', null, () => 'Maîtrise des outils numériques du quotidien'], ['frais_a_charge', null, () => 'Gratuit'], ['formations_labels', 'label', () => ''], ['prise_rdv', null, () => 'https://rdv.example/']];
    add('lamednum.csv', rows, columns, csv(columns, rows, { delimiter: ',', end: '\n' }));
  }
  { // data.inclusion
    const rows = pick(a, 560, 100);
    const columns = [['source', null, () => 'dora'], ['id', 'identifiant', (r) => `dora--${r.i}`], ['nom', 'nom', (r) => r.nom], ['commune', 'commune', (r) => r.commune], ['code_postal', 'code_postal', (r) => r.cp], ['code_insee', 'code_insee', () => null], ['adresse', 'adresse', (r) => r.adresse], ['complement_adresse', 'adresse', () => null],
      ['longitude', 'longitude', (r) => r.lon], ['latitude', 'latitude', (r) => r.lat], ['telephone', 'telephone', (r) => r.tel], ['courriel', 'courriels', (r) => r.mail], ['site_web', 'site_web', (r) => r.web || null], ['description', 'presentation_detail', (r) => r.resume], ['date_maj', 'date_maj', (r) => r.maj],
      ['lien_source', null, (r) => `https://dora.example/${r.i}`], ['horaires_accueil', 'horaires', (r) => r.hours], ['accessibilite_lieu', null, () => null], ['reseaux_porteurs', 'reseau', () => ['france-travail']], ['siret', 'pivot', (r) => r.siret]];
    add('data-inclusion.json', rows, columns, json(columns, rows));
  }
  { // The census of 2026
    const rows = pick(b, 640, 200);
    const columns = [['ID_UNIQUE', 'identifiant', (r) => `TL${r.i}`], ['NOM', 'nom', (r) => r.nom], ['ADRESSE', 'adresse', (r) => r.adresse], ['CODPOST', 'code_postal', (r) => r.cp], ['VILLE', 'commune', (r) => r.commune], ['DEPARTEMENT_TL', null, (r) => r.cp.slice(0, 2)], ['REGION_TL', null, () => 'Bretagne'],
      ['LATITUDE', 'latitude', (r) => comma(r.lat)], ['LONGITUDE', 'longitude', (r) => comma(r.lon)], ['INTERNET', 'site_web', (r) => r.web], ['EMAIL', 'courriels', (r) => r.mail], ['TELEPHONE', 'telephone', (r) => r.tel], ['DESCRI_COU', 'presentation_resume', (r) => r.resume], ['DATE_OUV', null, () => '2019'],
      ['NOM_STRC_GEST', 'porteuse', (r) => `Association ${r.commune} Demain`], ['TYPE_STRUCTURE_GEST', 'porteuse', () => 'Association'], ['familles_tiers_lieux', 'typologie', () => 'Bureaux partagés / coworking|Fablab / makerspace / hackerspace']];
    add('recensement-2026.csv', rows, columns, csv(columns, rows, { bom: true }));
  }
  { // OpenFairDB
    const rows = pick(a, 40, 60);
    const columns = [['id', 'identifiant', (r) => `e${r.i}f00`], ['created', null, () => 1580000000], ['version', null, () => 2], ['title', 'nom', (r) => r.nom], ['description', 'presentation_detail', (r) => r.resume], ['lat', 'latitude', (r) => r.lat], ['lng', 'longitude', (r) => r.lon], ['street', 'adresse', (r) => r.adresse],
      ['zip', 'code_postal', (r) => r.cp], ['city', 'commune', (r) => r.commune], ['country', null, () => 'France'], ['email', 'courriels', (r) => r.mail], ['telephone', 'telephone', (r) => r.tel], ['homepage', 'site_web', (r) => r.web], ['opening_hours', 'horaires', (r) => r.hours], ['categories', null, () => ['77b3c33a92554bcf8e8c2c86cedd6f6f']],
      ['tags', null, () => ['bio', 'local']], ['ratings', null, () => []], ['license', null, () => 'ODbL-1.0'], ['image_url', null, () => null]];
    add('openfairdb.json', rows, columns, json(columns, rows));
  }
  { // Open Know-Where
    const rows = pick(b, 840, 60);
    const doc = { ManufacturingFacility: rows.map((r) => ({ facility_id: r.i + 1, resource_id: 500 + r.i, name: r.nom, description: r.resume, type: 'fablab', capabilities: 'laser' })),
      DistributedResource: rows.map((r) => ({ resource_id: 500 + r.i, address_id: 900 + r.i, contact_id: 700 + r.i })),
      Address: rows.map((r) => ({ address_id: 900 + r.i, street: r.voie, number: r.numero, locality: r.commune, region: 'X', postcode: +r.cp, country: 'France', latitude: r.lat, longitude: r.lon })),
      Contact: rows.map((r) => ({ contact_id: 700 + r.i, social: '', email: r.mail, website: r.web })) };
    list.push({ name: 'okw.json', rows, bytes: Buffer.from(JSON.stringify(doc)), columns: [['facility_id', 'identifiant'], ['name', 'nom'], ['description', 'presentation_detail'], ['type', 'typologie'], ['capabilities', null], ['Address.street', 'adresse'], ['Address.number', 'adresse'],
      ['Address.locality', 'commune'], ['Address.postcode', 'code_postal'], ['Address.region', null], ['Address.country', null], ['Address.latitude', 'latitude'], ['Address.longitude', 'longitude'], ['Contact.email', 'courriels'], ['Contact.website', 'site_web']] });
  }
  { // A wiki of cooperation (YesWiki)
    const rows = pick(c, 0, 110);
    const columns = [['id_fiche', 'identifiant', (r) => `Fiche${r.i}`], ['bf_titre', 'nom', (r) => r.nom], ['bf_adresse', 'adresse', (r) => r.adresse], ['bf_code_postal', 'code_postal', (r) => r.cp], ['bf_ville', 'commune', (r) => r.commune], ['bf_latitude', 'latitude', (r) => r.lat], ['bf_longitude', 'longitude', (r) => r.lon],
      ['bf_site_internet', 'site_web', (r) => r.web], ['bf_telephone', 'telephone', (r) => (r.i % 5 ? r.tel : r.mobile)], ['bf_mail', 'courriels', (r) => r.mail], ['bf_description', 'presentation_detail', (r) => r.resume], ['listeListeTypeDeLieu', 'typologie', (r) => r.type], ['createur', null, (r) => r.person.replace(' ', '')], ['date_maj_fiche', 'date_maj', (r) => `${r.maj} 12:00:00`]];
    add('yeswiki.csv', rows, columns, csv(columns, rows, { delimiter: ',' }));
  }
  { // A metropolis: tabulations, WKT, capitals, misleading names (X is north)
    const rows = pick(a, 100, 120);
    const columns = [['WKT', 'latitude', (r) => `POINT (${r.lon} ${r.lat})`], ['IDENT', 'identifiant', (r) => r.id], ['LIBELLE', 'nom', (r) => r.nom.toUpperCase()], ['X', 'latitude', (r) => r.lat], ['Y', 'longitude', (r) => r.lon], ['LIB_VOIE', 'adresse', (r) => r.voie], ['NUM_VOIE', 'adresse', (r) => r.numero], ['CDPOSTAL', 'code_postal', (r) => r.cp],
      ['LIB_COM', 'commune', (r) => r.commune], ['THEME', null, () => 'Numérique'], ['ETAT', null, () => 'En service'], ['URL', 'site_web', (r) => r.web], ['ADR_MAIL', 'courriels', (r) => r.mail]];
    add('metropole.tsv', rows, columns, csv(columns, rows, { delimiter: '\t', end: '\n' }));
  }
  { // A list by a team: persons beside places, the address in one cell
    const rows = pick(b, 900, 60);
    const columns = [['Tiers-lieu', 'nom', (r) => r.nom], ['Nom', null, (r) => r.person.split(' ')[1]], ['Prénom', null, (r) => r.person.split(' ')[0]], ['Fonction', null, () => 'Coordination'], ['Où ?', 'adresse', (r) => `${r.adresse}, ${r.cp} ${r.commune}`], ['Portable', null, (r) => r.mobile], ['E-mail', 'courriels', (r) => r.personMail],
      ['Site', 'site_web', (r) => r.web], ['Labellisé FT', 'label', (r) => (r.i % 2 ? 'oui' : 'non')]];
    add('annuaire-equipe.csv', rows, columns, csv(columns, rows, { delimiter: ';', below: [';;;;;;;;'] }));
  }
  return list;
}
