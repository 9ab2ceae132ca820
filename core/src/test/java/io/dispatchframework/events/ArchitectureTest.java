package io.dispatchframework.events;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each package imports only those before it, and nothing reaches users that is not meant for them. */
class ArchitectureTest {

    private static final String BASE = "io.dispatchframework.events";

    /** Lowest first; a feature's internal package stands with the feature. */
    private static final List<String> LAYERS = List.of(
            "internal", "error", "time", "store", "event", "subscription", "function", "delivery", "driver", "");

    private final JavaClasses core = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    private static String packages(String layer) {
        return layer.isEmpty() ? BASE : BASE + "." + layer + "..";
    }

    @Test
    void packages_importOnlyThoseBeforeThem() {
        for (int i = 0; i < LAYERS.size(); i++) {
            String[] later = LAYERS.subList(i + 1, LAYERS.size()).stream()
                    .map(ArchitectureTest::packages)
                    .toArray(String[]::new);
            if (later.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage(packages(LAYERS.get(i)))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(later)
                        .check(core);
            }
        }
    }

    @Test
    void packages_areAllInTheList() {
        Set<String> known = LAYERS.stream()
                .map(layer -> layer.isEmpty() ? BASE : BASE + "." + layer)
                .collect(Collectors.toSet());
        Set<String> features = core.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.equals(BASE + ".internal") ? name : name.replaceAll("\\.internal$", ""))
                .collect(Collectors.toSet());

        assertThat(features).isEqualTo(known);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(core);
    }

    @Test
    void publicSignatures_nameNoInternalType_andNoTypeOfALibrary() {
        List<String> leaks = new ArrayList<>();
        for (JavaClass type : core) {
            if (!type.getModifiers().contains(JavaModifier.PUBLIC)
                    || type.getPackageName().endsWith("internal")) {
                continue;
            }
            type.getMethods().stream()
                    .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC)
                            || method.getModifiers().contains(JavaModifier.PROTECTED))
                    .forEach(method -> method.getAllInvolvedRawTypes().stream()
                            .filter(ArchitectureTest::isNoPublicType)
                            .forEach(leak -> leaks.add(method.getFullName() + " names " + leak.getName())));
        }
        assertThat(leaks).isEmpty();
    }

    private static boolean isNoPublicType(JavaClass type) {
        return !type.isPrimitive()
                && !type.getPackageName().isEmpty()
                && !type.getPackageName().startsWith("java.")
                && (!type.getPackageName().startsWith(BASE)
                        || type.getPackageName().endsWith("internal")
                        || !type.getModifiers().contains(JavaModifier.PUBLIC));
    }

    @Test
    void classes_readNoClockButTheTimeSource() {
        noClasses()
                .that(resideInAPackage(BASE + ".."))
                .and()
                .doNotHaveSimpleName("SystemTimeSource")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(core);
    }

    @Test
    void exceptions_haveOneBase() {
        classes()
                .that()
                .areAssignableTo(Exception.class)
                .and()
                .arePublic()
                .should()
                .beAssignableTo(io.dispatchframework.events.error.EventManagerException.class)
                .check(core);
    }
}
