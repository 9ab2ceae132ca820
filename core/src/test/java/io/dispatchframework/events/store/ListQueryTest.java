package io.dispatchframework.events.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListQueryTest {

    @Test
    void equals_isByWhatIsAskedFor() {
        ListQuery query = ListQuery.all()
                .tag("a", "1")
                .tag("b", "2")
                .field("status", "READY")
                .after("n")
                .limit(7);

        assertThat(query)
                .isEqualTo(ListQuery.all()
                        .limit(7)
                        .after("n")
                        .field("status", "READY")
                        .tag("b", "2")
                        .tag("a", "1"))
                .hasSameHashCodeAs(ListQuery.all()
                        .limit(7)
                        .after("n")
                        .field("status", "READY")
                        .tag("b", "2")
                        .tag("a", "1"))
                .isNotEqualTo(query.tag("b", "3"))
                .isNotEqualTo(query.field("status", "PAUSED"))
                .isNotEqualTo(query.after("m"))
                .isNotEqualTo(query.limit(8))
                .isNotEqualTo("query");
    }

    @Test
    void toString_escapesWhatComesFromOutside() {
        assertThat(ListQuery.all().tag("k", "v\nforged").field("f", "\u001b[2J").after("n\r"))
                .hasToString("ListQuery[tags={k=v\\u000aforged}, fields={f=\\u001b[2J}, after=n\\u000d, limit=100]");
    }
}
