package io.dispatchframework.events.examples.job;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenPaused;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.validation.BeanEventValidator;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs functions over a file of events, and prints what happened to each event, in the order of the input. */
public final class MainJob {

    /** Longer than all attempts and waits of any policy that makes sense here; what takes longer is shown as pending. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    // Kept, since a logger that nobody holds is collected, and its level with it.
    private static final Logger LIBRARY_LOG = Logger.getLogger("io.dispatchframework.events");
    private static final Logger VALIDATOR_LOG = Logger.getLogger("org.hibernate.validator");

    private final PrintStream out;
    private final Progress progress;
    private final boolean quiet;
    private final Tally tally = new Tally();

    private MainJob(PrintStream out, Progress progress, boolean quiet) {
        this.out = out;
        this.progress = progress;
        this.quiet = quiet;
    }

    /**
     * Runs the job, and exits with its code; see {@code --help}.
     *
     * @param args the options
     */
    public static void main(String[] args) {
        // The job prints every failure itself; the library's log would tell it a second time.
        LIBRARY_LOG.setLevel(Level.OFF);
        VALIDATOR_LOG.setLevel(Level.WARNING);
        int code = run(args, System.in, System.out, System.err, Progress.hasTerminal());
        System.exit(code);
    }

    static int run(String[] args, InputStream in, PrintStream out, PrintStream err, boolean terminal) {
        if (Arrays.asList(args).contains("--help")) {
            out.println(Options.USAGE);
            return 0;
        }
        try {
            Throwable failure = run(Options.parse(args), in, out, new Progress(err, terminal));
            if (failure == null) {
                return 0;
            }
            err.println("the input was not read to its end: " + failure.getMessage());
            return 1;
        } catch (UnusableException unusable) {
            err.println(unusable.getMessage());
            return 2;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** Runs the job, and returns why the input was not read to its end, if it was not. */
    private static @Nullable Throwable run(Options options, InputStream in, PrintStream out, Progress progress)
            throws UnusableException, InterruptedException {
        List<Subscription> subscriptions = SubscriptionsFile.read(options.subscriptions());
        PackageFunctions functions = new PackageFunctions();
        Path file = options.events();
        try (InputStream input = file == null ? in : Files.newInputStream(file);
                EventManager events = EventManager.builder()
                        .validator(BeanEventValidator.create())
                        .subscriptionStore(MemorySubscriptionStore.create())
                        .functions(functions.registry())
                        .deliveryPolicy(DeliveryPolicy.builder()
                                .whenPaused(WhenPaused.SKIP) // nothing here resumes a subscription
                                .build())
                        .build();
                Feed feed = new Feed(events, input, options.format())) {
            SubscriptionsFile.createAll(subscriptions, events.subscriptions());
            MainJob job = new MainJob(out, progress, options.quiet());
            feed.start();
            Throwable failure = job.tellAll(feed);
            progress.clear();
            job.tally.print(out);
            functions.findings().forEach(finding -> out.println("  " + finding));
            return failure;
        } catch (IOException unreadable) {
            throw new UnusableException("cannot read the events in " + file + ": " + unreadable, unreadable);
        }
    }

    /** Tells of one step after another, up to the end, and returns why the input was not read on, if it was not. */
    private @Nullable Throwable tellAll(Feed feed) throws InterruptedException {
        while (true) {
            Step step = feed.take();
            if (step instanceof Step.End end) {
                return end.failure();
            }
            tell(step);
            progress.at(tally.events());
        }
    }

    private void tell(Step step) {
        if (step instanceof Step.Emitted emitted) {
            List<DeliveryOutcome> outcomes = emitted.emission().await(PATIENCE);
            tally.emitted(outcomes);
            print("line " + emitted.line() + ": " + emitted.emission().event()
                    + (outcomes.isEmpty() ? ": matched by nothing" : ""));
            outcomes.forEach(outcome -> print("  " + outcome));
        } else if (step instanceof Step.Invalid invalid) {
            tally.invalid();
            print("line " + invalid.line() + ", column " + invalid.column() + ": invalid: "
                    + invalid.refusal().event());
            invalid.refusal().violations().forEach(violation -> print("  " + violation));
        } else if (step instanceof Step.Malformed malformed) {
            tally.malformed();
            print("malformed: " + malformed.fault().getMessage());
        }
    }

    private void print(String line) {
        if (!quiet) {
            progress.clear();
            out.println(line);
        }
    }
}
