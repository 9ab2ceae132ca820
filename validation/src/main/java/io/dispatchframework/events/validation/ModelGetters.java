package io.dispatchframework.events.validation;

import io.dispatchframework.events.event.internal.Rule;
import io.dispatchframework.events.event.internal.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.spi.properties.ConstrainableExecutable;
import org.hibernate.validator.spi.properties.GetterPropertySelectionStrategy;

/**
 * A host's getters, and the record-style accessors that the tables of rules name.
 *
 * <p>Hibernate Validator does not tell which class a method is of, so an accessor is known by its name and its type
 * together; the fewer names, the fewer methods of the host are touched.
 */
final class ModelGetters implements GetterPropertySelectionStrategy {

    private final GetterPropertySelectionStrategy host;
    private final Map<String, Set<Class<?>>> accessors = new HashMap<>();

    ModelGetters(GetterPropertySelectionStrategy host, List<RuleSet<?>> tables) {
        this.host = host;
        for (RuleSet<?> table : tables) {
            for (Rule<?, ?> rule : table.rules()) {
                if (!table.isForWholes() && !rule.property().equals(Rule.WHOLE)) {
                    accessors
                            .computeIfAbsent(rule.property(), name -> new HashSet<>())
                            .add(typeOf(table.type(), rule.property()));
                }
            }
        }
    }

    private static Class<?> typeOf(Class<?> type, String accessor) {
        try {
            return type.getMethod(accessor).getReturnType();
        } catch (NoSuchMethodException missing) {
            throw new IllegalStateException(
                    "the table of rules for " + type.getName() + " names an accessor that is not there: " + accessor,
                    missing);
        }
    }

    @Override
    public Optional<String> getProperty(ConstrainableExecutable executable) {
        Optional<String> property = host.getProperty(executable);
        if (property.isPresent() || executable.getParameterTypes().length > 0) {
            return property;
        }
        return accessors.getOrDefault(executable.getName(), Set.of()).contains(executable.getReturnType())
                ? Optional.of(executable.getName())
                : Optional.empty();
    }

    @Override
    public List<String> getGetterMethodNameCandidates(String property) {
        List<String> candidates = new ArrayList<>(host.getGetterMethodNameCandidates(property));
        if (accessors.containsKey(property)) {
            candidates.add(property);
        }
        return List.copyOf(candidates);
    }
}
