// SPDX-License-Identifier: AGPL-3.0-or-later
#include "model/personal.h"

#include <stddef.h>

#include "base/i18n.h"

const struct personal_kind personal_kinds[PERSONAL_COUNT] = {
	[PERSONAL_ACCOUNT] = {
		"compte", "person", N_("Votre adresse mail, le nom que vous vous êtes donné, votre langue, le jour de votre dernière visite"),
		N_("Vous reconnaître, vous écrire ce que vous avez demandé"),
		N_("Vous et les administrateurs ; votre nom, les personnes à qui vous avez choisi de le montrer"),
		N_("Jusqu’à ce que vous partiez, ou ne veniez plus pendant %d jours (nous vous prévenons un mois avant) ; un an si vous n’êtes jamais venu·e"),
		KEEP_IDLE_DAYS},
	[PERSONAL_SESSION] = {
		"connexions", "session", N_("Vos connexions : quand, et avec quelle sorte d’appareil"),
		N_("Vous éviter de vous reconnecter, vous laisser fermer une connexion oubliée"), N_("Vous"),
		N_("%d jours après la dernière visite"), KEEP_SESSION_DAYS},
	[PERSONAL_LINK] = {
		"liens", "token", N_("Les liens envoyés par courriel (connexion, invitation)"), N_("Qu’ils ne servent qu’une fois"), N_("Personne"),
		N_("%d jours après leur fin"), KEEP_LINK_DAYS},
	[PERSONAL_PASSKEY] = {
		"cles", "passkey", N_("Vos clés d’accès, sous le nom que vous leur avez donné"), N_("Vous connecter sans mot de passe"), N_("Vous"),
		N_("Jusqu’à ce que vous les retiriez"), 0},
	[PERSONAL_MANDATE] = {
		"droits", "mandate removal", N_("Les lieux et les réseaux dont vous vous occupez"), N_("Vous laisser les modifier"),
		N_("Vous, l’équipe du lieu, celles et ceux qui animent le réseau ou le territoire"), N_("Jusqu’à ce que vous n’en soyez plus"), 0},
	[PERSONAL_HELP] = {
		"aides", "delegate", N_("Qui vous aide à tenir votre compte, qui vous aidez"), N_("Que cette personne puisse agir pour vous"),
		N_("Vous deux"), N_("Jusqu’à ce que l’un·e de vous y mette fin"), 0},
	[PERSONAL_MAIL] = {
		"courriels", "outbox", N_("Les courriels qui vous sont envoyés : leur sujet et leur date ; leur texte, le temps de l’envoi"),
		N_("Qu’ils arrivent une fois, et pas deux"), N_("Les administrateurs, sans le texte"), N_("%d jours après l’envoi"), KEEP_MAIL_DAYS},
	[PERSONAL_CHANGE] = {
		"modifications", "change import_run merge", N_("Les modifications que vous avez faites"),
		N_("Que chacun·e voie d’où vient un fait, et puisse le corriger"),
		N_("Tout le monde, avec votre nom seulement si vous l’avez choisi"),
		N_("Aussi longtemps que la page ; sans votre nom dès que vous partez"), 0},
	[PERSONAL_CHANGE_ITEM] = {"modifications_detail", "change_item", NULL, NULL, NULL, NULL, 0},
	[PERSONAL_SUGGESTION] = {
		"propositions", "suggestion", N_("Ce que vous avez proposé ou signalé, et l’adresse où vous répondre"),
		N_("En décider, et vous dire ce qui a été décidé"), N_("L’équipe du lieu ou celles et ceux qui animent son territoire"),
		N_("L’adresse d’une personne sans compte, %d jours après la réponse ; la proposition reste, sans nom"), KEEP_ANSWERED_DAYS},
	[PERSONAL_SUGGESTION_ITEM] = {"propositions_detail", "suggestion_item", NULL, NULL, NULL, NULL, 0},
	[PERSONAL_CONTACT] = {
		"conversations", "contact", N_("Vos messages à des lieux : à qui, quand ; leur texte, le temps de l’envoi"),
		N_("Passer vos mots et les réponses sans montrer les adresses"), N_("Le lieu lit le message, pas votre adresse, sauf si vous la donnez"),
		N_("Votre adresse, %d jours après le dernier message"), KEEP_CONTACT_DAYS},
	[PERSONAL_FOLLOW] = {
		"suivis", "follow", N_("Ce que vous suivez, et à quel rythme"), N_("Vous écrire quand cela change"), N_("Vous"),
		N_("Jusqu’à ce que vous cessiez de le suivre"), 0},
	[PERSONAL_NOTICE] = {
		"nouvelles", "notice", N_("Les nouvelles que nous vous avons envoyées"), N_("Pouvoir vous dire pourquoi vous les avez reçues"),
		N_("Vous"), N_("%d jours"), KEEP_NOTICE_DAYS},
	[PERSONAL_PHOTO] = {
		"photos", "picture", N_("Les photos que vous avez ajoutées, et le nom de qui les a prises"), N_("Montrer le lieu"),
		N_("Tout le monde"), N_("Aussi longtemps que la page ; une photo retirée, %d jours"), KEEP_PHOTO_DAYS},
	[PERSONAL_DRAFT] = {
		"fichiers_en_cours", "import_draft", N_("Les fichiers que vous êtes en train d’importer"),
		N_("Que rien ne se perde d’une page à l’autre"), N_("Vous"), N_("Un jour"), 0},
	[PERSONAL_CONSENT] = {
		"accords", "consent", N_("Ce que vous avez accepté : les mots exacts et la date"), N_("Pouvoir le prouver, à vous comme à nous"),
		N_("Vous et les administrateurs"), N_("Jusqu’à ce que vous partiez"), 0},
};
