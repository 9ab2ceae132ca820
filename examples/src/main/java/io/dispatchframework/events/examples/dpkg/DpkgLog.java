package io.dispatchframework.events.examples.dpkg;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DataKind;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes an event of each line of one log of dpkg, by the forms that {@code dpkg(1)} lists under {@code --log}.
 *
 * <pre>
 * DATE TIME startup TYPE COMMAND                              dpkg.startup.TYPE.COMMAND
 * DATE TIME status STATE PACKAGE INSTALLED                    package.status.STATE
 * DATE TIME ACTION PACKAGE INSTALLED AVAILABLE                package.action.ACTION
 * DATE TIME conffile FILE DECISION                            conffile.DECISION
 * </pre>
 */
final class DpkgLog {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final int TIME_LENGTH = "2025-06-24 14:36:25".length();
    private static final Set<String> ACTIONS =
            Set.of("install", "upgrade", "configure", "trigproc", "disappear", "remove", "purge");
    private static final String NONE = "<none>";

    private final String name;
    private final ZoneId zone;
    private final JsonMapper mapper = JsonMapper.builder().build();

    /**
     * Begins with a log.
     *
     * @param name the log's name, which becomes the source id
     * @param zone the time zone in which the log was written; dpkg does not write it down
     */
    DpkgLog(String name, ZoneId zone) {
        this.name = name;
        this.zone = zone;
    }

    /**
     * Makes the event of a line.
     *
     * @param number the number of the line, from 1, which becomes the event id: a log only ever grows
     * @param line the line
     * @return the event, or empty if the line has none of the known forms
     */
    Optional<CloudEvent> event(long number, String line) {
        if (line.length() <= TIME_LENGTH || line.charAt(TIME_LENGTH) != ' ') {
            return Optional.empty();
        }
        LocalDateTime time;
        try {
            time = LocalDateTime.parse(line.substring(0, TIME_LENGTH), TIME);
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
        return what(line.substring(TIME_LENGTH + 1).split(" "))
                .map(what -> CloudEvent.builder(what.eventType())
                        .namespace("org.debian.dpkg")
                        .sourceType("dpkg")
                        .sourceId(name)
                        .eventId(Long.toString(number))
                        .eventTime(time.atZone(zone).toOffsetDateTime())
                        .contentType("application/json")
                        .data(mapper.writeValueAsString(what.data()), DataKind.JSON)
                        .build());
    }

    private static Optional<What> what(String[] words) {
        if (words.length == 3 && words[0].equals("startup")) {
            return Optional.of(new What("dpkg.startup." + words[1] + "." + words[2], Map.of("command", words[2])));
        }
        if (words.length == 3 && words[0].equals("conffile")) {
            return Optional.of(new What("conffile." + words[2], Map.of("file", words[1])));
        }
        if (words.length == 4 && words[0].equals("status")) {
            return Optional.of(new What("package.status." + words[1], packageData(words[2], words[3], NONE)));
        }
        if (words.length == 4 && ACTIONS.contains(words[0])) {
            return Optional.of(new What("package.action." + words[0], packageData(words[1], words[2], words[3])));
        }
        return Optional.empty();
    }

    private static Map<String, String> packageData(String nameAndArchitecture, String installed, String available) {
        Map<String, String> data = new LinkedHashMap<>();
        int colon = nameAndArchitecture.indexOf(':');
        if (colon < 0) {
            data.put("package", nameAndArchitecture);
        } else {
            data.put("package", nameAndArchitecture.substring(0, colon));
            data.put("architecture", nameAndArchitecture.substring(colon + 1));
        }
        if (!installed.equals(NONE)) {
            data.put("installedVersion", installed);
        }
        if (!available.equals(NONE)) {
            data.put("availableVersion", available);
        }
        return data;
    }

    /** What a line tells, apart from its time. */
    private record What(String eventType, Map<String, String> data) {}
}
