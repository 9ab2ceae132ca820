package io.dispatchframework.events.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FunctionResultTest {

    private static final class Undescribable extends RuntimeException {

        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void toString_ofACauseThatCannotBeDescribed_namesItsClass() {
        Undescribable cause = new Undescribable();
        String name = "[cause=a " + Undescribable.class.getName();

        assertThat(FunctionResult.retry(cause).toString()).startsWith("Retry" + name);
        assertThat(FunctionResult.permanentFailure(cause).toString()).startsWith("PermanentFailure" + name);
    }
}
