package io.dispatchframework.events.driver.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.store.Metadata;
import io.dispatchframework.events.store.ResourceWatcher.Removal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The view hears of each change twice, from the watch and from whoever made it, in any order. */
class StoreViewTest {

    private final List<String> changes = new ArrayList<>();
    private final StoreView<EventDriver> view = new StoreView<>(changes::add);

    private static EventDriver driver(String name, long revision) {
        return EventDriver.builder(name).build().withMetadata(new Metadata(1, revision, Instant.EPOCH, Instant.EPOCH));
    }

    @Test
    void listing_isKnownWhenReady() {
        view.stored(driver("a", 1));
        assertThat(view.firstReady()).isNotDone();
        view.ready(1);

        assertThat(view.firstReady()).isDone();
        assertThat(view.all()).containsExactly(driver("a", 1));
    }

    @Test
    void ownWrite_isAppliedOnce_whicheverIsFirst() {
        view.ready(0);
        view.wrote(driver("ahead", 1));
        view.stored(driver("ahead", 1));
        view.stored(driver("behind", 2));
        view.wrote(driver("behind", 2));

        assertThat(changes).containsExactly("ahead", "behind");
    }

    @Test
    void ownWrite_thatTheWatchHasPassed_bringsNothingBack() {
        view.ready(0);
        view.stored(driver("a", 1));
        view.removed("a", 2, Removal.DELETED);
        view.wrote(driver("a", 1));

        assertThat(view.get("a")).isNull();
        assertThat(changes).containsExactly("a", "a");
    }

    @Test
    void ownWrite_ofWhatTheWatchTellsOnlyToBeGone_bringsNothingBack() {
        view.ready(0);
        view.removed("a", 2, Removal.DELETED);
        view.wrote(driver("a", 1));

        assertThat(view.get("a")).isNull();
    }

    @Test
    void ownWrite_thatTheListingHasPassed_bringsNothingBack() {
        view.stored(driver("b", 4));
        view.ready(5);
        view.wrote(driver("a", 3));

        assertThat(view.get("a")).isNull();
        assertThat(view.isFollowing()).isTrue();
    }

    @Test
    void ownWrite_inTheMiddleOfAListing_isKnownAtOnce() {
        view.stored(driver("b", 9));
        view.wrote(driver("a", 5));
        assertThat(view.get("a")).isEqualTo(driver("a", 5));

        view.deleted("a", 8);
        assertThat(view.get("a")).isNull();
    }

    @Test
    void ownDelete_aheadOfTheWatch_isNotUndoneByOlderVersions() {
        view.ready(0);
        view.wrote(driver("a", 1));
        view.deleted("a", 3);
        view.stored(driver("a", 1));
        view.stored(driver("a", 2));
        view.removed("a", 3, Removal.DELETED);
        assertThat(view.get("a")).isNull();

        view.stored(driver("a", 4));
        assertThat(view.get("a")).isEqualTo(driver("a", 4));
        assertThat(changes).containsExactly("a", "a", "a");
    }

    @Test
    void resync_forgetsWhatIsNotListed_butNotWhatIsNewer() {
        view.stored(driver("gone", 1));
        view.stored(driver("stays", 2));
        view.ready(2);
        changes.clear();

        view.resync();
        view.wrote(driver("new", 9));
        view.stored(driver("stays", 2));
        view.ready(8);

        assertThat(view.all()).containsExactlyInAnyOrder(driver("stays", 2), driver("new", 9));
        assertThat(changes).containsExactly("new", "gone");
    }
}
