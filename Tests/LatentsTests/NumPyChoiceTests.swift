import Testing

@testable import Latents

@Suite struct NumPyChoiceTests {
  // numpy.random.RandomState(1): random_sample(3), then on a fresh one three times
  // choice(8, 5, replace=False, p=[.05, .3, 0, .2, .1, .15, .1, .1]).
  @Test func `draws are NumPy's`() {
    var stream = NumPyChoice(seed: 1)
    let numbers = (0..<3).map { _ in stream.uniform() }
    #expect(numbers == [0.417022004702574, 0.7203244934421581, 0.00011437481734488664])
    var choice = NumPyChoice(seed: 1)
    let weights = [0.05, 0.3, 0, 0.2, 0.1, 0.15, 0.1, 0.1]
    let drawn = (0..<3).map { _ in choice.indices(5, weights: weights) }
    #expect(drawn == [[3, 5, 0, 1, 4], [1, 3, 6, 4, 7], [0, 5, 3, 4, 1]])
    let only = choice.indices(20, weights: [0, 1, 0])
    #expect(only == [1])
  }
}
