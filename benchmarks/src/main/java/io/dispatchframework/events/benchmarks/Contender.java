package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.benchmarks.Bus.Work;
import io.dispatchframework.events.benchmarks.ManagerBus.Use;
import java.util.Locale;
import java.util.function.Function;

/** Who is measured by {@link DispatchBenchmark}; each has a method of its name there. */
enum Contender {
    EXECUTE(ExecuteEach::new),
    EMIT(work -> new ManagerBus(Use.PLAIN, work)),
    EMIT_FUTURES_READ(work -> new ManagerBus(Use.FUTURES_READ, work)),
    EMIT_IDS_READ(work -> new ManagerBus(Use.IDS_READ, work)),
    EMIT_VALIDATED(work -> new ManagerBus(Use.VALIDATED, work)),
    EMIT_TIMEOUT(work -> new ManagerBus(Use.TIMEOUT, work)),
    EMIT_OWN_POLICY(work -> new ManagerBus(Use.OWN_POLICY, work)),
    EMIT_ORDERED(work -> new ManagerBus(Use.ORDERED, work)),
    EMIT_OWN_THREADS(work -> new ManagerBus(Use.OWN_THREADS, work)),
    GUAVA(GuavaBus::new),
    MBASSADOR_HANDLERS(work -> new MBassadorBus(true, work)),
    MBASSADOR_MESSAGES(work -> new MBassadorBus(false, work)),
    SPRING(SpringBus::new),
    VERTX(VertxBus::new);

    private final Function<Work, Bus> maker;

    Contender(Function<Work, Bus> maker) {
        this.maker = maker;
    }

    /** Finds the one that a method is named after. */
    static Contender ofMethod(String name) {
        return valueOf(name.replaceAll("(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
    }

    Bus start(Work work) {
        return maker.apply(work);
    }
}
