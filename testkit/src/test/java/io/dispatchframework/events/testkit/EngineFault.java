package io.dispatchframework.events.testkit;

import java.util.List;

/** What {@link FaultyEngine} can do wrong, one at a time, and the tests of the contract that are there to see it. */
enum EngineFault {
    NONE,

    // start, enqueue
    STARTS_TWICE("start_twice_isRefused"),
    LOSES_THE_LAST_OF_MANY("enqueue_severalDeliveries_handsOutEachOnce"),
    FORGETS_THE_REVISION("enqueue_delivery_handsItOutAsItIs"),
    TAKES_A_PART("enqueue_moreThanThereIsRoomFor_takesAllOrNone"),
    LETS_THE_HANDLER_WAIT("enqueue_byTheHandlerWhenFull_doesNotWait"),
    CLAIMS_TO_DEDUPLICATE("enqueue_idThatIsHeld_isIgnored"),

    // settlements
    TRIES_THE_DEAD_AGAIN("settle_dead_endsTheDelivery"),
    RETRIES_EARLY("settle_retry_isChargedAndNotEarly"),
    DOES_NOT_CHARGE("settle_retry_isChargedAndNotEarly"),
    CHARGES_RELEASES("settle_release_isOfferedAgainAndNotCharged"),
    SAYS_THAT_ALL_SETTLEMENTS_COUNT("settle_twice_ignoresAndCountsTheSecond"),
    COUNTS_NO_IGNORED_SETTLEMENTS(
            "settle_twice_ignoresAndCountsTheSecond", "stop_settlementAfterwards_isIgnoredAndCounted"),
    LETS_AN_OLD_ATTEMPT_SETTLE("settle_attemptThatIsOutOfDate_isIgnoredAndCounted"),
    LETS_TWO_SETTLE("settle_byManyAtOnce_countsOnce"),
    WAITS_FOR_THE_HANDLER("settle_beforeTheHandlerReturns_counts", "inFlight_attemptsGivenUp_areReplacedUpToABound"),
    REFUSES_MORE_TIME("extend_byWhoHasTheAttempt_isAgreedTo"),

    // handlers and executors that misbehave
    BURIES_WHAT_THE_HANDLER_THROWS_AT("handler_thatThrows_isOfferedTheDeliveryAgain"),
    OFFERS_AGAIN_WHATEVER_WAS_SETTLED("handler_thatThrowsAfterItHasSettled_changesNothing"),
    LEAVES_INTERRUPTS_BEHIND("handler_thatLeavesAnInterruptBehind_disturbsNoOther"),
    DROPS_WHAT_IS_REJECTED("executor_thatRejects_isAskedAgain"),
    HIDES_ITS_TROUBLE("executor_thatTakesNoWork_isTroubleToTellOf"),
    KNOWS_NO_THREAD("isHandlerThread_isTrueInTheHandlerAlone"),

    // bounded in flight
    IGNORES_THE_BOUND(
            "inFlight_handlersThatRun_areBounded",
            "inFlight_attemptsNotSettled_areBounded",
            "inFlight_attemptsGivenUp_areReplacedUpToABound"),

    // pause, drain, stop
    IGNORES_THE_PAUSE("pause_handsOutNothingUntilResume", "pause_attemptUnderWay_goesOn"),
    TAKES_IN_WHEN_DRAINED("drain_nothingHeld_endsAndRefuses"),
    DRAINS_TOO_EARLY("drain_retries_waitsForThem"),
    REFUSES_FUNCTIONS_WHEN_DRAINING("drain_handlerThatEnqueues_takesItIn"),
    FORGETS_THE_HELD("drain_heldDelivery_waitsForIt"),
    LEAVES_WAITERS_BEHIND("drain_stopped_ends"),
    FORGETS_IN_SILENCE("stop_tellsEveryDeliveryThatItForgets", "hammer_stoppedMeanwhile_tellsWhatHasNotEnded"),
    CLAIMS_TO_BE_DURABLE("stop_durable_tellsNone"),
    GOES_ON_AFTER_THE_STOP("stop_handsOutAndTakesInNothingMore"),
    SETTLES_AFTER_THE_STOP("stop_settlementAfterwards_isIgnoredAndCounted"),

    // hold
    OFFERS_THE_HELD_UNASKED("hold_waitsForTheOfferAndIsNotCharged"),
    OFFERS_EVERYBODY("offerHeld_otherSubscription_leavesItHeld"),
    OFFERS_MORE_THAN_ASKED("offerHeld_some_offersThoseHeldFirst"),
    NEVER_OFFERS_THE_HELD("offerHeld_attemptUnderWay_missesNothing"),

    // lanes
    MIXES_UP_WHAT_COMES_TOGETHER("lane_keepsTheOrderOfEnqueueing"),
    IGNORES_LANES(
            "lane_notSettled_keepsThoseBehindWaiting",
            "lane_handlerHasNotReturned_keepsThoseBehindWaiting",
            "lane_retry_keepsItsPlace",
            "lane_holdAndRelease_keepTheirPlaces"),
    KEEPS_THOSE_WHO_LEAVE("lane_retryThatLeaves_joinsTheEnd"),
    TAKES_NOBODY_ALONG("lane_deadThatTakesIt_takesThoseBehindAlong"),
    FORGETS_WHO_IS_TAKEN_ALONG("lane_takenAlongAndReleased_isTakenAlongAgain"),
    TAKES_EVERYBODY_ALONG("lane_dead_letsThoseBehindGoOn"),
    HAS_ONE_LANE_FOR_ALL("lanes_different_goSideBySide"),

    // many at once
    DELIVERS_TWICE_NOW_AND_THEN("hammer_everyDeliveryEndsOnce"),
    CHARGES_TWICE_NOW_AND_THEN("hammer_everyDeliveryEndsOnce");

    /** The tests, parted by a space: an enum had better be immutable. */
    private final String seenBy;

    EngineFault(String... seenBy) {
        this.seenBy = String.join(" ", seenBy);
    }

    /** Tells whether the fault is to promise what the engine in memory does not. */
    boolean isAPromise() {
        return this == CLAIMS_TO_DEDUPLICATE || this == CLAIMS_TO_BE_DURABLE;
    }

    List<String> seenBy() {
        return seenBy.isEmpty() ? List.of() : List.of(seenBy.split(" ", -1));
    }
}
