package io.dispatchframework.events.event;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Valid documents of CloudEvents 1.0 with every kind of payload and extension, in any order and layout. */
final class RandomDocuments {

    /**
     * A document, and what its payload is.
     *
     * @param dataMember the payload as it stands in it, exactly; empty if there is none
     */
    record Document(String json, @Nullable String data, String dataMember) {}

    private static final String[] JSON_TYPES = {"application/json", "text/json;charset=utf-8", "application/x+JSON"};
    private static final String[] OTHER_TYPES = {"text/plain", "application/xml", "image/png", "application/jsonl"};
    private static final String[] NAMES = {
        "traceparent",
        "a",
        "0",
        "x1",
        "partitionkey",
        "sequence",
        "namespace",
        "sourcetype",
        "eventtypeversion",
        "dispatchextensions",
        "extensions",
        "comexampleextensionwithaverylongname"
    };

    private final Random random;
    private final RandomEvents values;

    RandomDocuments(long seed) {
        random = new Random(seed);
        values = new RandomEvents(seed);
    }

    Document next() {
        List<String> members = new ArrayList<>();
        members.add("\"specversion\":\"1.0\"");
        members.add("\"id\":" + text("1"));
        members.add("\"source\":" + text("/"));
        members.add("\"type\":" + text("t"));
        if (random.nextBoolean()) {
            members.add("\"subject\":" + (random.nextInt(4) == 0 ? "null" : text("")));
        }
        if (random.nextBoolean()) {
            members.add("\"time\":\"" + Rfc3339.format(values.time()) + "\"");
        }
        if (random.nextBoolean()) {
            members.add("\"dataschema\":" + text("s"));
        }
        TreeSet<String> names = new TreeSet<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            names.add(values.oneOf(NAMES));
        }
        for (String name : names) {
            members.add(quoted(name) + ":" + blank() + value(name));
        }
        Document payload = payload(members);
        Collections.shuffle(members, random);
        return new Document(
                blank() + "{" + String.join(blank() + "," + blank(), members) + blank() + "}" + blank(),
                payload.data(),
                payload.dataMember());
    }

    /** Adds the payload and its type; the document returned is of no interest. */
    private Document payload(List<String> members) {
        boolean isJson = random.nextBoolean();
        String type = isJson ? values.oneOf(JSON_TYPES) : values.oneOf(OTHER_TYPES);
        boolean typed = !isJson || random.nextInt(3) > 0;
        if (typed) {
            members.add("\"datacontenttype\":" + quoted(type));
        }
        String data;
        String member;
        switch (random.nextInt(5)) {
            case 0 -> {
                return new Document("", null, "");
            }
            case 1 -> {
                byte[] bytes = new byte[random.nextInt(9)];
                random.nextBytes(bytes);
                data = Base64.getEncoder().encodeToString(bytes);
                member = "\"data_base64\":" + quoted(data);
            }
            default -> {
                if (isJson) {
                    data = values.json().strip();
                    data = data.equals("null") ? "[null]" : data;
                    member = "\"data\":" + data;
                } else {
                    data = values.text();
                    member = "\"data\":" + quoted(data);
                }
            }
        }
        members.add(member);
        return new Document("", data, member);
    }

    private String value(String name) {
        if (name.equals("dispatchextensions") && random.nextBoolean()) {
            return quoted(values.oneOf("{}", "{\"x-y\":[1.50,null]}", " {\"a\":1}", "{\"dispatchextensions\":\"{}\"}"));
        }
        return switch (random.nextInt(6)) {
            case 0 -> String.valueOf(random.nextInt());
            case 1 -> String.valueOf(random.nextBoolean());
            case 2 -> "null";
            case 3 -> name.equals("sourcetype") ? "\"cloudevents\"" : "\"\"";
            default -> quoted(values.text());
        };
    }

    private String text(String start) {
        return quoted(start + values.text());
    }

    private static String quoted(String text) {
        return JsonValues.toText(text, "text");
    }

    private String blank() {
        return random.nextInt(6) == 0 ? values.oneOf(" ", "\n", "\t", "\r\n  ") : "";
    }
}
