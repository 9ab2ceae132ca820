package io.dispatchframework.events.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The lists of modules agree: the build's, the BOM's and README's. */
class ModulesTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void bom_managesEveryModuleThatIsDeployed() throws IOException {
        List<String> deployed = modules().stream()
                .filter(module -> !module.equals("bom") && !pom(module).contains("<maven.deploy.skip>true<"))
                .map(ModulesTest::artifactOf)
                .toList();

        assertThat(all("<artifactId>(.*?)</artifactId>", dependencyManagementOf(pom("bom"))))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(deployed);
    }

    @Test
    void readme_namesEveryModule() throws IOException {
        List<String> artifacts = modules().stream().map(ModulesTest::artifactOf).toList();

        assertThat(all("(?m)^\\| `(dispatch-events-[a-z-]+)` ", Files.readString(ROOT.resolve("README.md"))))
                .containsExactlyInAnyOrderElementsOf(artifacts);
    }

    private static List<String> modules() throws IOException {
        return all("<module>(.*?)</module>", Files.readString(ROOT.resolve("pom.xml")));
    }

    private static String artifactOf(String module) {
        return "dispatch-events-" + module;
    }

    private static String pom(String module) {
        try {
            return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String dependencyManagementOf(String pom) {
        return pom.substring(pom.indexOf("<dependencyManagement>"), pom.indexOf("</dependencyManagement>"));
    }

    private static List<String> all(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
