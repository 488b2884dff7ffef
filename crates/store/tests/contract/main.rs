//! What every store promises, as one suite: memory, SQLite and PostgreSQL pass the same tests.
//!
//! PostgreSQL is tested where `CLOSEOUT_TEST_POSTGRES` names a server, each test in a schema of its own. Without it those
//! tests say so and pass, unless `CLOSEOUT_REQUIRE_POSTGRES=1`.
#![cfg(test)]

mod accounts;
mod escalations;
mod facts;
mod findings;
mod firm;
mod generate;
mod house;
mod import;
mod lease;
mod lists;
mod merging;
mod outbox;
mod record;
mod reviews;
mod scan;
mod settling;
mod snapshot;
mod undo;

/// Makes a test of every case in every house, as in `sqlite::record::a_conflict_writes_nothing`.
macro_rules! suite {
    ($($area:ident { $($case:ident),* $(,)? })*) => {
        suite!(@house memory, Memory, $($area { $($case),* })*);
        suite!(@house sqlite, Sqlite, $($area { $($case),* })*);
        suite!(@house postgres, Postgres, $($area { $($case),* })*);
    };
    (@house $module:ident, $kind:ident, $($area:ident { $($case:ident),* })*) => {
        mod $module {
            $(mod $area {
                $(
                    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $case() {
                        if let Some(mut house) = crate::house::House::open(crate::house::Kind::$kind).await {
                            crate::$area::$case(&mut house).await;
                            house.leave().await;
                        }
                    }
                )*
            })*
        }
    };
}

suite! {
    record {
        events_are_read_back_as_they_were_written,
        the_log_is_read_in_parts_from_both_ends,
        positions_have_no_gaps_under_eight_writers,
        writers_on_one_stream_follow_each_other,
        a_conflict_writes_nothing,
        several_appends_and_views_are_one_write,
        any_text_is_kept,
        organizations_never_see_each_other,
        the_chain_holds_and_a_changed_event_is_found,
        what_was_acknowledged_is_there_after_opening_again,
        item_numbers_are_never_given_twice,
        rebuilding_replaces_every_view,
    }
    lists {
        organizations_and_systems_come_by_name,
        imports_come_newest_first,
        items_are_found_by_every_filter_in_every_order,
        items_are_counted_by_status_and_by_date,
        tasks_are_found_by_every_filter,
        milestones_are_found_by_every_filter,
        a_row_replaces_the_one_before_it,
    }
    escalations {
        they_are_found_by_every_filter_those_raised_last_first,
        rebuilding_replaces_them,
    }
    reviews {
        they_are_found_by_every_filter_those_held_last_first,
        those_held_last_are_found_by_system_and_cadence,
        rebuilding_replaces_them,
    }
    import {
        a_preview_keeps_nothing,
        a_commit_keeps_everything,
        a_refusal_keeps_nothing,
        a_feed_that_breaks_off_keeps_nothing,
        a_conflict_while_finishing_keeps_nothing,
        an_import_that_is_given_up_keeps_nothing,
        people_read_while_a_file_arrives,
        any_text_of_a_source_is_kept,
        the_same_file_is_recognised_while_its_import_stands,
        groups_are_offered_for_what_nobody_answers,
        many_rows_come_in_many_batches,
        imports_at_the_same_time_follow_each_other,
    }
    settling {
        pairs_are_counted_over_a_sequence_of_imports,
        silence_is_worth_what_the_look_was,
        other_families_and_systems_are_left_alone,
        one_place_is_enough_to_be_there,
        a_service_that_is_well_says_nothing_of_another,
        an_older_look_that_comes_in_later_takes_nothing_back,
        an_asset_is_called_as_the_latest_look_calls_it,
        an_older_look_at_other_assets_stands_beside,
        the_order_in_which_files_come_in_does_not_matter,
        what_was_never_there_is_neither_new_nor_open,
    }
    undo {
        undoing_the_only_import_leaves_nothing,
        undoing_an_earlier_import_settles_the_later_ones_again,
        undoing_is_refused_whole,
        names_belong_to_the_first_import_that_stands,
        undoing_any_import_leaves_the_fold_of_the_rest,
    }
    merging {
        a_merge_folds_all_that_was_stated_of_both,
        a_merge_that_is_taken_back_leaves_what_was_before_and_what_came_since,
        names_that_are_split_off_take_their_statements_along,
        a_preview_tells_what_would_change_and_keeps_nothing,
        a_conflict_changes_nothing,
        what_was_said_is_read_back_and_rebuilt,
        any_merging_is_the_fold_of_what_stands,
    }
    findings {
        a_finding_is_shown_with_all_that_is_known,
        states_on_assets_say_where_and_why,
        items_and_dismissals_answer_findings,
        groups_gather_what_one_fix_corrects,
        every_list_agrees_with_the_plain_reading,
        large_imports_agree_with_the_plain_reading,
    }
    facts {
        a_whole_feed_replaces_its_edition_before_and_ssvc_adds,
        a_feed_that_does_not_hold_what_it_announced_keeps_nothing,
        findings_are_found_by_what_is_known_to_be_exploited,
        assets_are_listed_with_what_was_said_of_them,
        the_mapping_to_requirements_is_kept_as_it_was_said,
    }
    accounts {
        accounts_are_found_by_address,
        sessions_begin_and_end,
        tokens_are_found_by_their_secret,
        the_last_use_of_a_secret_is_kept_until_it_ends,
        the_first_answer_to_a_request_is_remembered,
        sweeping_forgets_what_has_ended,
    }
    lease {
        one_holder_at_a_time_until_it_ends_or_is_returned,
        a_lease_is_renewed_by_its_holder_and_lost_to_whoever_took_it_over,
        of_many_who_reach_for_it_one_gets_it,
        a_lease_outlives_the_program_that_took_it,
    }
    outbox {
        the_same_is_put_once_whatever_became_of_it,
        what_is_due_longest_is_held_by_one_until_the_hold_ends,
        what_was_being_handed_over_when_its_server_stopped_is_not_sent_again_by_itself,
        what_fails_waits_and_what_is_given_up_waits_when_somebody_says_so,
        of_many_servers_each_notice_goes_to_one,
        organizations_and_stages_are_listed_apart,
        the_outbox_outlives_the_program,
    }
}
