// SPDX-License-Identifier: AGPL-3.0-or-later
#include "picture/sniff.h"

#include "base/i18n.h"

enum { LOOK = 1024 };

static bool at(struct str s, size_t from, struct str what)
{
	return s.n >= from + what.n && str_eq(str_sub(s, from, what.n), what);
}

static bool is_picture(struct str s)
{
	return at(s, 0, S("\xff\xd8\xff")) || at(s, 0, S("\x89PNG\r\n\x1a\n")) || (at(s, 0, S("RIFF")) && at(s, 8, S("WEBP")));
}

// The brands of ISO base media files that hold one picture (ISO/IEC 23008-12, AV1 Image File Format).
static bool is_heif(struct str s)
{
	static const char *const brands[] = {"heic", "heix", "heim", "heis", "hevc", "mif1", "msf1", "avif", "avis"};
	if (!at(s, 4, S("ftyp")))
		return false;
	for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
		if (at(s, 8, str_of(brands[i])))
			return true;
	return false;
}

static bool is_film(struct str s)
{
	return at(s, 4, S("ftyp")) || at(s, 4, S("moov")) || at(s, 0, S("\x1a\x45\xdf\xa3"));
}

const char *sniff_refuses(struct str s)
{
	struct str head = str_sub(s, 0, LOOK);
	if (is_picture(s))
		return NULL;
	if (is_heif(s))
		return N_("Cette photo est au format HEIC ou AVIF, que nous ne lisons pas. Enregistrez-la en JPEG (sur un iPhone : "
			  "Réglages, Appareil photo, Formats, « Le plus compatible »), puis ajoutez-la.");
	if (is_film(s))
		return N_("Ce fichier est une vidéo. Déposez-la sur PeerTube ou ailleurs, et donnez ici son adresse dans « Vidéos ».");
	if (at(s, 0, S("%PDF")))
		return N_("Ce fichier est un PDF, pas une photo. Enregistrez-en une image en JPEG ou en PNG, puis ajoutez-la.");
	if (at(s, 0, S("GIF8")))
		return N_("Ce fichier est un GIF. Enregistrez l’image en PNG ou en JPEG, puis ajoutez-la.");
	if (str_find(head, S("<svg")) >= 0)
		return N_("Ce fichier est un dessin SVG, pas une photo. Enregistrez-le en PNG, puis ajoutez-le.");
	if (at(s, 0, S("II*")) || at(s, 0, S("MM\0*")) || at(s, 0, S("BM")))
		return N_("Cette image est dans un format que nous ne lisons pas (TIFF ou BMP). Enregistrez-la en JPEG ou en PNG.");
	return N_("Ce fichier n’est pas une photo que nous savons lire. Choisissez un fichier JPEG, PNG ou WebP.");
}
