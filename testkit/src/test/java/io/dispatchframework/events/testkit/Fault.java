package io.dispatchframework.events.testkit;

/** What {@link ReferenceStore} can do wrong, one at a time, and the test of the contract that is there to see it. */
enum Fault {
    NONE(""),

    // insert, find, update, delete
    FORGETS_THE_METADATA("insert_newName_isFoundWithMetadata"),
    REPLACES_ON_INSERT("insert_takenName_isRefusedAndTheOldStays"),
    IGNORES_CASE("insert_namesOfAllSorts_areToldApart"),
    TRUSTS_GIVEN_METADATA("insertAndUpdate_withMetadata_doNotLookAtIt"),
    FINDS_BY_PREFIX("find_unknownName_isEmpty"),
    FORGETS_THE_CREATION("update_expectedRevision_replacesAndKeepsTheCreation"),
    UPDATES_WHAT_IS_NOT_THERE("update_unknownName_isRefused"),
    IGNORES_EXPECTED_REVISION_OF_UPDATE("update_staleRevision_isRefusedWithBothRevisions"),
    SWAPS_REVISIONS_IN_CONFLICTS("update_staleRevision_isRefusedWithBothRevisions"),
    KEEPS_WHAT_IS_DELETED("delete_expectedRevision_removes"),
    IGNORES_EXPECTED_REVISION_OF_DELETE("delete_staleRevision_isRefusedWithBothRevisions"),
    DELETES_TWICE("delete_unknownName_isRefused"),
    REUSES_REVISIONS_AFTER_DELETE("revisions_overAllChanges_riseAndAreNotUsedAgain"),
    COUNTS_REVISIONS_BY_NAME("revisions_overAllChanges_riseAndAreNotUsedAgain"),
    DELETES_WITHOUT_A_REVISION("delete_expectedRevision_removes"),
    TAKES_NULL("everyMethod_null_isRefused"),

    // list
    LISTS_IN_NO_ORDER("list_everything_isInTheOrderOfNames"),
    LISTS_IN_ORDER_OF_CODE_POINTS("list_everything_isInTheOrderOfNames"),
    LISTS_FIRST_VERSIONS("list_afterChanges_hasWhatIsStored"),
    IGNORES_TAGS("list_byTagAndField_hasOnlyThose"),
    IGNORES_FIELDS("list_byTagAndField_hasOnlyThose"),
    ENDS_THE_LISTING_EARLY("list_pageByPage_hasEachOnce"),
    REPEATS_THE_LAST_OF_THE_PAGE("list_pageByPage_hasEachOnce"),
    APPLIES_CONDITIONS_AFTER_THE_LIMIT("list_pageByPageWithCondition_countsWhatMeetsIt"),
    NEEDS_THE_NAME_BEHIND_WHICH_TO_START("list_afterNameThatIsGone_goesOnBehindIt"),
    PAGES_BY_POSITION("list_changesBetweenPages_hasWhatStaysOnce"),
    LISTS_WITHOUT_LOCK("list_whileOthersComeAndGo_hasWhatStaysOnce"),

    // watch
    NEVER_READY_IF_EMPTY("watch_emptyStore_isReady"),
    LISTS_NOTHING_TO_WATCHERS("watch_storeInUse_tellsTheListingThenChanges"),
    READY_AT_A_STALE_REVISION("watch_storeInUse_tellsTheListingThenChanges"),
    TELLS_BEFORE_IT_CHECKS("watch_refusedChanges_tellsNothingOfThem"),
    TELLS_ONLY_THE_FIRST_WATCHER("watch_several_allHearEverything"),
    TELLS_OUT_OF_ORDER("watch_concurrentWriters_isToldSeriallyInOrder"),
    TELLS_ON_TWO_THREADS_AT_ONCE("watch_concurrentWriters_isToldSeriallyInOrder"),
    DROPS_CHANGES_DURING_THE_LISTING("watch_begunWhileOthersWrite_missesNothing"),
    LETS_WATCHERS_THROW_AT_WRITERS("watch_watcherThatThrows_harmsNobody"),
    STOPS_TELLING_A_WATCHER_THAT_THROWS("watch_watcherThatThrows_harmsNobody"),
    TELLS_CLOSED_WATCHES("watch_closed_hearsNothingMore"),
    TELLS_WATCHES_THAT_CLOSED_THEMSELVES("watch_closedByItsWatcher_hearsNothingMore"),
    CLOSES_WATCHES_WITHOUT_WAITING("watch_closedWhileOthersWrite_isNotCalledAfterwards"),

    // expiry
    NEVER_EXPIRES("expiry_reached_isGone"),
    EXPIRES_A_MOMENT_LATE("expiry_reached_isGone"),
    FINDS_WHAT_HAS_EXPIRED("expiry_reached_isGone"),
    KEEPS_THE_NAME_OF_WHAT_EXPIRED("expiry_reached_freesTheName"),
    LOSES_AN_EXPIRY_NOTICE("expiry_reached_isToldUnasked"),
    TELLS_AN_EXPIRY_AS_A_DELETE("expiry_reached_isToldUnasked"),
    TELLS_AN_EXPIRY_TWICE("expiry_reached_isToldUnasked"),
    EXPIRES_ONLY_WHEN_TOUCHED("expiry_reached_isToldUnasked"),
    EXPIRES_WITHOUT_A_REVISION("expiry_reached_isToldUnasked"),
    LISTS_EXPIRED_TO_WATCHERS("expiry_beforeTheWatch_isNotListed"),
    KEEPS_THE_FIRST_EXPIRY("expiry_changedByUpdate_isAsTheUpdateSays"),
    TELLS_THE_EXPIRY_OF_WHAT_WAS_DELETED("expiry_afterDelete_isNotTold"),
    REFUSES_WHAT_HAS_EXPIRED("expiry_passedAlready_isTakenAndLeaves"),
    EXPIRES_WHAT_IS_FAR_AWAY("expiry_farAway_stays"),

    // bound and close
    EVICTS_WHEN_FULL("bound_reached_refusesAndKeepsEverything"),
    TAKES_ONE_TOO_MANY("bound_reached_refusesAndKeepsEverything"),
    COUNTS_WHAT_HAS_EXPIRED("bound_expiry_makesRoom"),
    CHECKS_THE_BOUND_WITHOUT_LOCK("bound_concurrentInserts_areNotTakenBeyondIt"),
    ANSWERS_WHEN_CLOSED("close_everyMethod_saysSo"),
    TELLS_REMOVALS_WHEN_CLOSED("close_watches_hearNothingMore"),

    // many at once
    LETS_TWO_WIN_AN_UPDATE("update_concurrentlyFromOneRevision_hasOneWinner"),
    LETS_TWO_WIN_AN_INSERT("insert_concurrentlyOfOneName_hasOneWinner"),
    LOSES_A_RACE_OF_CHANGES("changes_concurrentAndRandom_areOneAfterAnother"),
    SHOWS_CHANGES_LATER("find_afterChangeReturned_seesIt");

    private final String seenBy;

    Fault(String seenBy) {
        this.seenBy = seenBy;
    }

    String seenBy() {
        return seenBy;
    }
}
