package io.dispatchframework.events.subscription.internal;

/**
 * What has a {@link HashTable} of its own, which is another table once it has grown or shrunk.
 *
 * <p>A superclass and not a part, since a part would be one more step on the way of every search.
 */
abstract class TableOwner<T extends HashTable<T>> {

    private T table;

    TableOwner(T empty) {
        table = empty;
    }

    /** Returns the table of this moment; who reads beside the writer stays with the one that it got. */
    final T table() {
        return table;
    }

    /** Goes over to a table. A reference that is written costs the collector's care also where it is the same as before. */
    @SuppressWarnings("ReferenceEquality")
    final void use(T now) {
        if (now != table) {
            table = now;
        }
    }
}
