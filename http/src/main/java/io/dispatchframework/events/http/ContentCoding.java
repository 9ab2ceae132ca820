package io.dispatchframework.events.http;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What content was coded with on its way, such as gzip, none of which is understood here. */
final class ContentCoding {

    static final String HEADER = "Content-Encoding";

    /** The header that says which codings are understood, in a request and in a 415 (RFC 9110, section 12.5.3). */
    static final String ACCEPT_HEADER = "Accept-Encoding";

    /** The name of no coding. Without a word, all are acceptable. */
    static final String NONE = "identity";

    private ContentCoding() {}

    /** Returns the codings that the values of {@link #HEADER} name, parted by commas; {@code ""} if there is none. */
    static String of(List<String> values) {
        if (values.isEmpty()) { // as nearly always
            return "";
        }
        return values.stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase(NONE))
                .collect(Collectors.joining(", "));
    }
}
