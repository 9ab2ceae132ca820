package io.dispatchframework.events.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** README's code stands in programs that are compiled and run: it is compared with their sources but for white space. */
class ReadmeTest {

    private static final Pattern JAVA_BLOCK = Pattern.compile("(?s)```java\\R(.*?)```");

    private static final Pattern JSON_BLOCK = Pattern.compile("(?s)```json\\R(.*?)```");

    private static final Pattern XML_BLOCK = Pattern.compile("(?s)```xml\\R(.*?)```");

    private static final Pattern VERSION = Pattern.compile("<version>(.*?)</version>");

    static List<String> javaBlocks() throws IOException {
        return JAVA_BLOCK
                .matcher(Files.readString(Path.of("..", "README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/main/java/io/dispatchframework/events/examples/QuickStart.java",
                "src/it/class-path/src/main/java/consumer/Main.java",
                "src/it/module-path/src/main/java/consumer/Main.java"
            })
    void firstScreen_standsInProgramsThatAreRun(Path program) throws IOException {
        assertThat(withoutWhiteSpace(Files.readString(program)))
                .contains(withoutWhiteSpace(javaBlocks().get(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"src/it/class-path/pom.xml", "src/it/module-path/pom.xml"})
    void dependencies_standInProjectsThatAreBuilt(Path project) throws IOException {
        String block = XML_BLOCK
                .matcher(Files.readString(Path.of("..", "README.md")))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        String version = VERSION.matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();

        assertThat(withoutWhiteSpace(Files.readString(project).replace("@project.version@", version)))
                .contains(withoutWhiteSpace(block));
    }

    @ParameterizedTest
    @MethodSource("javaBlocks")
    void everyJavaBlock_standsInAnExampleOrItsTest(String block) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .map(ReadmeTest::read)
                            .filter(source -> withoutWhiteSpace(source).contains(withoutWhiteSpace(block))))
                    .as("sources that contain the block")
                    .isNotEmpty();
        }
    }

    @Test
    void policy_isAcceptedAsReadmeShowsIt_andSaysAllThatThereIs() throws IOException {
        String json = jsonBlocks().get(0);
        Subscription shown = JsonMapper.shared().readValue(json, Subscription.class);
        try (EventManager events = EventManager.builder()
                .validator(EventValidator.none())
                .subscriptionStore(MemorySubscriptionStore.create())
                .functions(FunctionRegistry.create())
                .build()) {

            Subscription stored = events.subscriptions().create(shown);

            assertThat(stored.policy()).isEqualTo(shown.policy());
            assertThat(stored.policy().over(DeliveryPolicy.defaults()))
                    .as("nothing is left out, or misspelt")
                    .isEqualTo(stored.policy());
        }
    }

    private static List<String> jsonBlocks() throws IOException {
        return JSON_BLOCK
                .matcher(Files.readString(Path.of("..", "README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @Test
    void outputOfTheFirstScreen_isAsReadmeSays() throws Exception {
        assertThat(Files.readString(Path.of("..", "README.md")))
                .contains("`" + Printed.by(() -> QuickStart.main(new String[0])).get(0) + "`");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String withoutWhiteSpace(String text) {
        return text.replaceAll("\\s", "");
    }
}
