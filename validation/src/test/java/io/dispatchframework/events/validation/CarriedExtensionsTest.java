package io.dispatchframework.events.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.CloudEventV1Json;
import io.dispatchframework.events.event.EventValidator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Events of 0.1 with extensions that 1.0 does not have are valid as 1.0 too. */
class CarriedExtensionsTest {

    private static final EventValidator CLOUDEVENTS = BeanEventValidator.create(EventRules.CLOUDEVENTS);
    private static final CloudEventJson V01 = CloudEventJson.create();
    private static final CloudEventV1Json V1 = CloudEventV1Json.create();

    private static final List<String> NAMES = List.of(
            "",
            "a",
            "b2",
            "subject",
            "X-Y",
            "\u00c9",
            "id",
            "data",
            "data_base64",
            "time",
            "specversion",
            "namespace",
            "sourcetype",
            "eventtypeversion",
            "dispatchdata",
            "dispatchextensions",
            "n".repeat(128),
            "n".repeat(129));

    private static final List<String> TEXTS = List.of(
            "",
            "plain",
            "\"\\",
            "{}",
            "{\"a\":1}",
            "cloudevents",
            "\u0000\u001f\n",
            "\u007f\u0080\u009f\u00a0",
            "\ufdd0\ufdef\ufffe\uffff\ufffd",
            "\ud83f\udffe\udbff\udfff\ud83d\ude00");

    private Random random = new Random(0);

    @RepeatedTest(20)
    void eventOf01_withAnyExtensions_isValidAs1AndComesBack(RepetitionInfo repetition) {
        long seed = 0xCA11EDL + repetition.getCurrentRepetition();
        random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            CloudEvent.Builder event = CloudEvent.builder("user.created");
            if (random.nextBoolean()) {
                event.namespace(null);
            }
            if (random.nextBoolean()) {
                event.sourceType("cloudevents");
            }
            CloudEvent old = event.extensions(members(0)).build();
            assertThat(CLOUDEVENTS.validate(old)).as("seed %d: %s", seed, old).isEmpty();

            CloudEvent read = V1.read(V1.write(old));

            assertThat(CLOUDEVENTS.validate(read)).as("seed %d: %s", seed, read).isEmpty();
            assertThat(V01.read(V01.write(read))).as("seed %d: %s", seed, old).isEqualTo(V01.read(V01.write(old)));
        }
    }

    private Map<String, @Nullable Object> members(int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            members.put(random.nextInt(4) == 0 ? oneOf(TEXTS) : oneOf(NAMES), value(depth + 1));
        }
        return members;
    }

    private @Nullable Object value(int depth) {
        return switch (random.nextInt(depth > 4 ? 7 : 9)) {
            case 0, 1, 2 -> oneOf(TEXTS) + oneOf(TEXTS);
            case 3 -> random.nextBoolean();
            case 4 -> random.nextInt();
            case 5 -> random.nextBoolean() ? new BigInteger(70, random) : new BigDecimal(new BigInteger(70, random), 9);
            case 6 -> null;
            case 7 -> members(depth);
            default -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(depth + 1));
                }
                yield list;
            }
        };
    }

    private <T> T oneOf(List<T> options) {
        return options.get(random.nextInt(options.size()));
    }
}
