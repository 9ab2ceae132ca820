package io.dispatchframework.events.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ManualExecutorTest {

    private final ManualExecutor executor = new ManualExecutor();
    private final List<String> ran = new ArrayList<>();

    @Test
    void execute_untold_holds() {
        executor.execute(() -> ran.add("a"));

        assertThat(ran).isEmpty();
        assertThat(executor.size()).isEqualTo(1);
    }

    @Test
    void runNext_tasks_runsTheOldest() {
        executor.execute(() -> ran.add("a"));
        executor.execute(() -> ran.add("b"));

        assertThat(executor.runNext()).isTrue();
        assertThat(ran).containsExactly("a");
        assertThat(executor.runNext()).isTrue();
        assertThat(executor.runNext()).isFalse();
        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void runAll_taskThatExecutes_runsThatToo() {
        executor.execute(() -> executor.execute(() -> ran.add("inner")));

        assertThat(executor.runAll()).isEqualTo(2);
        assertThat(ran).containsExactly("inner");
    }

    @Test
    void runAll_taskThatThrows_throwsAndKeepsTheRest() {
        executor.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        executor.execute(() -> ran.add("b"));

        assertThatIllegalStateException().isThrownBy(executor::runAll);
        assertThat(executor.size()).isEqualTo(1);
        assertThat(executor.runAll()).isEqualTo(1);
    }

    @Test
    void execute_rejecting_refusesUntilToldOtherwise() {
        executor.execute(() -> ran.add("a"));
        executor.reject(true);
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> executor.execute(() -> ran.add("b")));

        executor.reject(false);
        executor.execute(() -> ran.add("c"));
        executor.runAll();

        assertThat(ran).containsExactly("a", "c");
    }
}
