package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AnswerTest {

    private record Head(int statusCode, HttpHeaders headers, Version version) implements ResponseInfo {}

    /** The client judges it first where it can; a signal must not throw in any case (reactive streams, rule 2.13). */
    @Test
    void lengthThatIsNoNumber_isNoReasonToGiveUp() {
        HttpHeaders senseless = HttpHeaders.of(Map.of("Content-Length", List.of("many")), (name, value) -> true);
        BodySubscriber<Answer> taking = Answer.subscriber(new Head(200, senseless, Version.HTTP_2), 3);

        try (SubmissionPublisher<List<ByteBuffer>> body = new SubmissionPublisher<>(Runnable::run, 8)) {
            body.subscribe(taking);
            body.submit(List.of(ByteBuffer.wrap(new byte[] {1, 2, 3})));
        }

        Answer answer = taking.getBody().toCompletableFuture().join();
        assertThat(answer.tooLong()).isFalse();
        assertThat(answer.body()).containsExactly(1, 2, 3);
    }
}
