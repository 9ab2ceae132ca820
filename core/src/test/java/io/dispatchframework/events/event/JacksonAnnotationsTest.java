package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds the oldest jackson-annotations that work with our Jackson 3: a host's BOM may pin older ones. If this fails after
 * an upgrade of Jackson, README names the version too.
 */
class JacksonAnnotationsTest {

    private static final Path VERSIONS = Path.of("target", "jackson-annotations");

    @Test
    void cloudEventJson_worksWithEveryVersion() throws Exception {
        assertThat(verdicts("readAndWrite"))
                .hasSize(5)
                .allSatisfy(
                        (version, verdict) -> assertThat(verdict).as(version).isEqualTo("works"));
    }

    @Test
    void aHostsJackson3_worksFrom221On() throws Exception {
        assertThat(works(verdicts("bind"))).containsExactly("2.21", "2.22");
    }

    private static List<String> works(Map<String, String> verdicts) {
        return verdicts.entrySet().stream()
                .filter(each -> each.getValue().equals("works"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<String, String> verdicts(String probe) throws Exception {
        Map<String, String> verdicts = new TreeMap<>();
        try (Stream<Path> jars = Files.list(VERSIONS)) {
            for (Path jar : jars.toList()) {
                String version = jar.getFileName().toString().replaceAll("jackson-annotations-|\\.jar", "");
                verdicts.put(version, verdict(jar, probe));
            }
        }
        return verdicts;
    }

    /** Runs a probe where nothing but our classes, Jackson 3 and these annotations are to be found. */
    private static String verdict(Path annotations, String probe) throws Exception {
        List<URL> path = new ArrayList<>();
        for (Class<?> each : List.of(Probe.class, CloudEvent.class, JsonParser.class, JsonMapper.class)) {
            path.add(each.getProtectionDomain().getCodeSource().getLocation());
        }
        path.add(annotations.toUri().toURL());
        try (URLClassLoader isolated =
                new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            var method = isolated.loadClass(Probe.class.getName()).getDeclaredMethod(probe);
            method.setAccessible(true);
            method.invoke(null);
            return "works";
        } catch (InvocationTargetException failed) {
            return String.valueOf(failed.getCause());
        }
    }

    static final class Probe {

        private Probe() {}

        static void readAndWrite() {
            CloudEventJson json = CloudEventJson.create();
            CloudEvent event = CloudEvent.builder("user.created").data("{}").build();
            checkEqual(event, json.read(json.write(event)));
        }

        static void bind() throws IOException {
            JsonMapper jackson = JsonMapper.builder().build();
            CloudEvent event = CloudEvent.builder("user.created").data("{}").build();
            checkEqual(event, jackson.readValue(jackson.writeValueAsString(event), CloudEvent.class));
        }

        private static void checkEqual(CloudEvent expected, CloudEvent actual) {
            if (!actual.equals(expected)) {
                throw new IllegalStateException("was " + actual.toMap());
            }
        }
    }
}
