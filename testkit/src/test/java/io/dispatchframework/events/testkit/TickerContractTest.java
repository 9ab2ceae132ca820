package io.dispatchframework.events.testkit;

import io.dispatchframework.events.driver.EventDriverFactory;
import java.util.List;
import java.util.Map;

/**
 * The ticker keeps the contract.
 *
 * <p>It has no secret, no start that fails, and a source that cannot wait, so those three tests are skipped;
 * {@link FaultyDriverTest} sees them pass and fail.
 */
class TickerContractTest extends EventDriverContract {

    @Override
    protected EventDriverFactory factory() {
        return EventDriverFactory.ticker();
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of("every", "1");
    }

    @Override
    protected Map<String, List<String>> badSettings() {
        return Map.of("every", List.of("0", "P36501D", "soon"));
    }

    /** A tick that was refused is over: the next one tells how many were missed. */
    @Override
    protected boolean sourceCanWait() {
        return false;
    }

    @Override
    protected void produce() {
        // time alone does
    }
}
