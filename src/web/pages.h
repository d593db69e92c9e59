// SPDX-License-Identifier: AGPL-3.0-or-later
// Every page of the site: each is a file page_<x>.c and a row in routes.c.
#ifndef MAILLE_WEB_PAGES_H
#define MAILLE_WEB_PAGES_H

#include "web/web.h"

web_page page_about;
web_page page_accessibility;
web_page page_action;
web_page page_actions;
web_page page_api_guide;
web_page page_contact;
web_page page_contact_link;
web_page page_contact_link_post;
web_page page_contact_post;
web_page page_data;
web_page page_health;
web_page page_feed;
web_page page_follow;
web_page page_follow_post;
web_page page_follows;
web_page page_follows_post;
web_page page_help;
web_page page_home;
web_page page_image;
web_page page_leave;
web_page page_legal;
web_page page_map;
web_page page_map_embedded;
web_page page_map_snippet;
web_page page_my_data;
web_page page_my_data_file;
web_page page_network;
web_page page_networks;
web_page page_photos;
web_page page_place;
web_page page_notice;
web_page page_place_feed;
web_page page_places;
web_page page_points;
web_page page_privacy;
web_page page_robots;
web_page page_static;
web_page page_stop;
web_page page_stop_post;
web_page page_suggestions;

#endif
