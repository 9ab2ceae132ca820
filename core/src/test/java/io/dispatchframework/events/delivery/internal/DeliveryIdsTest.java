package io.dispatchframework.events.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.event.CloudEvent;
import org.junit.jupiter.api.Test;

class DeliveryIdsTest {

    /** Engines keep ids across versions of this library; these were computed by another SHA-256, from the rule. */
    @Test
    void of_knownParts_isTheDigestOfThePartsBehindTheirLengths() {
        CloudEvent plain = CloudEvent.builder("user.created")
                .namespace("dispatchframework.io")
                .sourceType("vcenter")
                .sourceId("vcenter1.corp.local")
                .eventId("e-1")
                .build();
        CloudEvent beyondAscii = CloudEvent.bare()
                .sourceType("\u00fcn\u00ef")
                .sourceId("\u65e5\u672c")
                .eventId("\ud83d\ude00")
                .build();

        assertThat(DeliveryIds.of(plain, "welcome", 7))
                .isEqualTo("27c8b8ade12be6801847f7c180d1c4f4cda4ba81f370dc58cd2dcee1195e1611");
        assertThat(DeliveryIds.of(beyondAscii, "s", -1))
                .isEqualTo("954b930eef60d727fc9c9851052021bb1892d35d8ab1e0b879cf18d574b3c52c");
    }

    @Test
    void of_partsThatReadTheSameTogether_differ() {
        CloudEvent one = CloudEvent.bare().sourceType("ab").sourceId("c").build();
        CloudEvent other = CloudEvent.bare().sourceType("a").sourceId("bc").build();

        assertThat(DeliveryIds.of(one, "s", 1)).isNotEqualTo(DeliveryIds.of(other, "s", 1));
    }
}
