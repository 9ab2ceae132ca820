package io.dispatchframework.events.benchmarks;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** An event as an application would annotate it by itself, with constraints for what Jakarta Validation lacks. */
record AnnotatedEvent(
        @NotEmpty String namespace,

        @NotEmpty @CodePointLength(max = 128) @Pattern(regexp = "[\\w\\d.\\-]*")
        String eventType,

        @Nullable String eventTypeVersion,
        @Pattern(regexp = "0\\.1") String cloudEventsVersion,
        @NotEmpty @CodePointLength(max = 32) String sourceType,
        @NotEmpty @CodePointLength(max = 64) String sourceId,
        @NotEmpty String eventId,
        @AbsoluteUriOrPath @Nullable String schemaUrl,
        @MimeType @Nullable String contentType,
        @Size(min = 1) @Nullable Map<String, Object> extensions,
        @Nullable String data) {

    /** A URI with a scheme, or an absolute path. */
    @Constraint(validatedBy = UriValidator.class)
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
    @interface AbsoluteUriOrPath {

        String message() default "must be an absolute URI or path";

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};
    }

    /** A type and a subtype with parameters. */
    @Constraint(validatedBy = MimeTypeValidator.class)
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
    @interface MimeType {

        String message() default "must be a MIME type";

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};
    }

    /** Asks {@link URI}. */
    public static final class UriValidator implements ConstraintValidator<AbsoluteUriOrPath, String> {

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            if (text == null) {
                return true;
            }
            try {
                return new URI(text).isAbsolute() || (text.startsWith("/") && !text.startsWith("//"));
            } catch (URISyntaxException malformed) {
                return false;
            }
        }
    }

    /** Asks a regular expression that was compiled before. */
    public static final class MimeTypeValidator implements ConstraintValidator<MimeType, String> {

        private static final String WORD = "[\\w!#$%&'*+.^`|~{}-]+";
        private static final java.util.regex.Pattern SYNTAX = java.util.regex.Pattern.compile(
                WORD + "/" + WORD + "(?:[ \\t]*;[ \\t]*" + WORD + "=(?:" + WORD + "|\"[^\"\\\\]*\"))*");

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            return text == null || SYNTAX.matcher(text).matches();
        }
    }
}
