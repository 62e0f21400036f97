/* endpoints.h - what administrators can ask for. */
#pragma once

#include "server/net/request.h"

handler_fn offices_tree_show, office_new;
handler_fn file_show, file_download, file_upload, file_changes_show, file_apply;
handler_fn links_show, links_export, links_save;
handler_fn people_show, person_save;
handler_fn services_list, service_save, service_loosen, question_show, question_save;
handler_fn common_services_list, common_service_save, common_service_remove;
handler_fn settings_show, settings_save;
handler_fn checklist_show, checklist_save;
handler_fn rehearsal_show, rehearsal_make;
handler_fn texts_show, text_save;
handler_fn theme_show, theme_save;
handler_fn holidays_show, closing_day_add, closing_day_withdraw, school_import, school_remove;
handler_fn accounts_list, accounts_invite, invite_table_show, invite_table, account_edit_show,
	account_grant_add, account_grant_withdraw, account_block, account_unblock,
	account_invite_again, account_second_factor_reset;
handler_fn handover_show, handover;
handler_fn figures_show, figures_export, deletions_show;
