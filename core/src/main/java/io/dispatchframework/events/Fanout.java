package io.dispatchframework.events;

import io.dispatchframework.events.delivery.internal.KnowsLanes;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.ContextCarrier.Captured;
import io.dispatchframework.events.internal.Fields;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.subscription.internal.IndexedSubscription;
import io.dispatchframework.events.subscription.internal.Match;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one event: one for each subscription that matched, in the order of the match.
 *
 * <p>Each is made when somebody first asks for it, mostly the thread that is to run its function. So an emission is a few
 * objects however many subscriptions match, and what is written about a delivery stays with one processor.
 *
 * <p>Whoever asks for the end of all hangs one future here, not one on each delivery. A delivery's outcome is set before
 * this future is looked for, and the future is there before the outcomes are looked at; so one of the two sides always
 * sees the other. Who waits already is told only when each delivery is in the books and settled, as it is by then when
 * it says that it has ended; so while somebody waits, those that have said so are counted, not those with an outcome.
 */
abstract class Fanout extends AbstractList<LocalDelivery> implements KnowsLanes, RandomAccess {

    private static final VarHandle ALL_ENDED =
            Fields.handle(MethodHandles.lookup(), "allEnded", CompletableFuture.class);

    private final CloudEvent event;

    /** What keeps the order where a subscription does not say, {@code null} if none of them keeps any. */
    private final @Nullable Order defaultOrder;

    private final @Nullable Captured context;
    private final Books books;
    private volatile @Nullable CompletableFuture<Void> allEnded;

    private Fanout(CloudEvent event, @Nullable Order defaultOrder, @Nullable Captured context, Books books) {
        this.event = event;
        this.defaultOrder = defaultOrder;
        this.context = context;
        this.books = books;
    }

    /**
     * Makes one.
     *
     * @param defaultOrder what keeps the order where a subscription does not say, {@code null} if none of them keeps any
     * @param context what the emitting thread had about itself, if anything
     */
    static Fanout of(
            CloudEvent event, Match matched, @Nullable Order defaultOrder, @Nullable Captured context, Books books) {
        return matched instanceof IndexedSubscription only
                ? new ToOne(event, only, defaultOrder, context, books)
                : new ToMany(event, matched, defaultOrder, context, books);
    }

    final CloudEvent event() {
        return event;
    }

    final @Nullable Captured context() {
        return context;
    }

    final Books books() {
        return books;
    }

    @Override
    public final boolean hasLanes() {
        return defaultOrder != null;
    }

    final LocalDelivery deliveryFor(IndexedSubscription subscription) {
        return new LocalDelivery(this, subscription, defaultOrder == null ? null : laneOf(subscription, defaultOrder));
    }

    private @Nullable String laneOf(IndexedSubscription subscription, Order otherwise) {
        Order own = subscription.newest().policy().order();
        String key = (own == null ? otherwise : own).keyOf(event);
        String name = subscription.name();
        return key == null ? null : name.length() + ":" + name + key;
    }

    /** Returns the future of the end of all; only for those who do not complete it. */
    final CompletableFuture<Void> allEnded() {
        CompletableFuture<Void> known = allEnded;
        if (known == null) {
            CompletableFuture<Void> made = new CompletableFuture<>();
            if (ALL_ENDED.compareAndSet(this, null, made)) {
                if (haveAllEnded()) {
                    made.complete(null);
                }
                return made;
            }
            known = Objects.requireNonNull(allEnded); // another thread's, which looks at the outcomes itself
        }
        return known;
    }

    /** Hears that a delivery has ended, and all is done that comes before anybody is told so. */
    final void noteEnd(LocalDelivery delivery) {
        CompletableFuture<Void> waiting = allEnded;
        if (waiting != null && isLast(delivery)) {
            waiting.complete(null);
        }
    }

    /** Counts those that have an outcome before anybody waits; tells whether all have. */
    abstract boolean haveAllEnded();

    /** Counts one that has ended while somebody waits; tells whether all have. */
    abstract boolean isLast(LocalDelivery delivery);

    /** What most events come to, in one object. */
    private static final class ToOne extends Fanout {

        private static final VarHandle DELIVERY =
                Fields.handle(MethodHandles.lookup(), "delivery", LocalDelivery.class);

        private final IndexedSubscription subscription;
        private volatile @Nullable LocalDelivery delivery;

        ToOne(
                CloudEvent event,
                IndexedSubscription subscription,
                @Nullable Order defaultOrder,
                @Nullable Captured context,
                Books books) {
            super(event, defaultOrder, context, books);
            this.subscription = subscription;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public LocalDelivery get(int index) {
            Objects.checkIndex(index, 1);
            LocalDelivery known = delivery;
            if (known != null) {
                return known;
            }
            LocalDelivery mine = deliveryFor(subscription);
            LocalDelivery first = (LocalDelivery) DELIVERY.compareAndExchange(this, null, mine);
            return first == null ? mine : first;
        }

        @Override
        boolean haveAllEnded() {
            LocalDelivery known = delivery;
            return known != null && known.hasEnded();
        }

        @Override
        boolean isLast(LocalDelivery ended) {
            return true;
        }
    }

    private static final class ToMany extends Fanout {

        private static final VarHandle DELIVERY = MethodHandles.arrayElementVarHandle(LocalDelivery[].class);

        private final Match matched;
        private final @Nullable LocalDelivery[] made;

        /** All before it have been counted; it may lag behind. */
        private int firstPending;

        ToMany(CloudEvent event, Match matched, @Nullable Order defaultOrder, @Nullable Captured context, Books books) {
            super(event, defaultOrder, context, books);
            this.matched = matched;
            made = new @Nullable LocalDelivery[matched.size()];
        }

        @Override
        public int size() {
            return made.length;
        }

        @Override
        public LocalDelivery get(int index) {
            LocalDelivery known = (LocalDelivery) DELIVERY.getAcquire(made, index);
            if (known != null) {
                return known;
            }
            LocalDelivery mine = deliveryFor(matched.get(index));
            LocalDelivery first = (LocalDelivery) DELIVERY.compareAndExchange(made, index, null, mine);
            return first == null ? mine : first;
        }

        @Override
        boolean haveAllEnded() {
            for (int i = 0; i < made.length; i++) {
                LocalDelivery known = (LocalDelivery) DELIVERY.getVolatile(made, i);
                if (known != null && known.hasEnded()) {
                    known.count();
                }
            }
            return haveAllBeenCounted();
        }

        @Override
        boolean isLast(LocalDelivery ended) {
            ended.count();
            return haveAllBeenCounted();
        }

        private boolean haveAllBeenCounted() {
            int at = firstPending;
            while (at < made.length && isCounted((LocalDelivery) DELIVERY.getVolatile(made, at))) {
                at++;
            }
            firstPending = at;
            return at == made.length;
        }

        private static boolean isCounted(@Nullable LocalDelivery delivery) {
            return delivery != null && delivery.isCounted();
        }
    }
}
