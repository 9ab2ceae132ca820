package io.dispatchframework.events.validation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hibernate.validator.spi.properties.ConstrainableExecutable;
import org.hibernate.validator.spi.properties.GetterPropertySelectionStrategy;

/**
 * The getters of JavaBeans, as Hibernate Validator chooses them where nobody says otherwise; its own choice is not for
 * others to call.
 */
final class JavaBeanGetters implements GetterPropertySelectionStrategy {

    @Override
    public Optional<String> getProperty(ConstrainableExecutable executable) {
        if (executable.getParameterTypes().length > 0) {
            return Optional.empty();
        }
        String name = executable.getName();
        if (name.startsWith("get") && executable.getReturnType() != void.class) {
            return Optional.of(decapitalize(name.substring(3)));
        }
        if (name.startsWith("is") && executable.getReturnType() == boolean.class) {
            return Optional.of(decapitalize(name.substring(2)));
        }
        if (name.startsWith("has") && executable.getReturnType() == boolean.class) {
            return Optional.of(decapitalize(name.substring(3)));
        }
        return Optional.empty();
    }

    /** As {@code java.beans.Introspector} does it: {@code URL} stays as it is. */
    private static String decapitalize(String name) {
        boolean abbreviation =
                name.length() > 1 && Character.isUpperCase(name.charAt(0)) && Character.isUpperCase(name.charAt(1));
        return name.isEmpty() || abbreviation
                ? name
                : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    @Override
    public List<String> getGetterMethodNameCandidates(String property) {
        String capitalized = Character.toUpperCase(property.charAt(0)) + property.substring(1);
        return List.of("get" + capitalized, "is" + capitalized, "has" + capitalized);
    }
}
