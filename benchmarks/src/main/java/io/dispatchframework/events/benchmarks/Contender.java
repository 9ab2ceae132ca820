package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.benchmarks.Bus.Work;
import io.dispatchframework.events.benchmarks.ManagerBus.Use;
import java.util.Locale;

/** Who is measured by {@link DispatchBenchmark}; each has a method of its name there. */
enum Contender {
    EXECUTE,
    EMIT,
    EMIT_FUTURES_READ,
    EMIT_IDS_READ,
    EMIT_VALIDATED,
    EMIT_TIMEOUT,
    EMIT_OWN_POLICY,
    EMIT_ORDERED,
    EMIT_OWN_THREADS,
    GUAVA,
    MBASSADOR_HANDLERS,
    MBASSADOR_MESSAGES,
    SPRING,
    VERTX;

    /** Finds the one that a method is named after. */
    static Contender ofMethod(String name) {
        return valueOf(name.replaceAll("(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
    }

    Bus start(Work work) {
        return switch (this) {
            case EXECUTE -> new ExecuteEach(work);
            case EMIT -> new ManagerBus(Use.PLAIN, work);
            case EMIT_FUTURES_READ -> new ManagerBus(Use.FUTURES_READ, work);
            case EMIT_IDS_READ -> new ManagerBus(Use.IDS_READ, work);
            case EMIT_VALIDATED -> new ManagerBus(Use.VALIDATED, work);
            case EMIT_TIMEOUT -> new ManagerBus(Use.TIMEOUT, work);
            case EMIT_OWN_POLICY -> new ManagerBus(Use.OWN_POLICY, work);
            case EMIT_ORDERED -> new ManagerBus(Use.ORDERED, work);
            case EMIT_OWN_THREADS -> new ManagerBus(Use.OWN_THREADS, work);
            case GUAVA -> new GuavaBus(work);
            case MBASSADOR_HANDLERS -> new MBassadorBus(true, work);
            case MBASSADOR_MESSAGES -> new MBassadorBus(false, work);
            case SPRING -> new SpringBus(work);
            case VERTX -> new VertxBus(work);
        };
    }
}
