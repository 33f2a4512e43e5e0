using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>What the adaptations with a context and with prototypes have of their own.</summary>
public class MemberTests
{
    private static readonly Sequential<double> Net = new(new Linear<double>(3, 3));

    [Fact]
    public void A_context_under_a_loss_with_other_settings_is_another_plan()
    {
        string Describe(LossFunction<double> loss)
            => new ContextAdaptation<double>(Net, loss, 2, StepSizes<double>.Constant(0.1)).Description;
        Assert.NotEqual(
            Describe(Loss.CrossEntropyWith<double>(labelSmoothing: 0.1)), Describe(Loss.CrossEntropyWith<double>(labelSmoothing: 0.2)));
    }

    [Fact]
    public void Examples_of_weight_0_play_no_part_and_a_class_without_examples_gets_no_query()
    {
        // Two examples of class 0 and one of class 1; the last example is padding, and class 2 has none.
        Adaptation<double> prototypes = new PrototypeAdaptation<double>(Net, ways: 3);
        Parameters<double> meta = MetaPart<double>.Initialize(prototypes.Parts, 1);
        double[] support = [1, 0, 2, 0, 1, 1, -1, 2, 0];
        double[] queries = [0, 1, 2, 1, 1, 1];
        (double[] bare, double[] scores) = Run(support, [0, 1, 0], null);
        (double[] padded, double[] paddedScores) = Run([.. support, 9, 9, 9], [0, 1, 0, 2], [1, 1, 1, 0]);
        Assert.Equal(bare, padded);
        Assert.Equal(scores, paddedScores);
        Assert.All(Enumerable.Range(0, 2), query => Assert.Equal(double.NegativeInfinity, scores[(3 * query) + 2]));
        Assert.True(double.IsFinite(bare[0]));

        (double[] Loss, double[] Scores) Run(double[] inputs, double[] labels, double[]? weights)
        {
            List<KeyValuePair<string, System.Numerics.Tensors.Tensor<double>>> task =
            [
                new(EpisodeNames.SupportInputs, Tensors.Create<double>(inputs, [labels.Length, 3])),
                new(EpisodeNames.SupportTargets, Tensors.Create<double>(labels, [labels.Length])),
                new(EpisodeNames.QueryInputs, Tensors.Create<double>(queries, [2, 3])),
                new(EpisodeNames.QueryTargets, Tensors.Create<double>([0, 1], [2])),
            ];
            if (weights is not null)
            {
                task.Add(new(EpisodeNames.SupportWeights, Tensors.Create<double>(weights, [weights.Length])));
            }

            using Tape<double> tape = new();
            Variables<double> onTape = meta.On(tape);
            Episode<double> episode = TaskBatch<double>.Of(new Parameters<double>(task)).On(tape);
            Variables<double> x = prototypes.Start(onTape, episode);
            Variable<double> loss = prototypes.Outer(x, onTape, episode, new(episode, 0));
            Assert.All(
                tape.Gradient(loss.Sum(), onTape),
                static entry => Assert.All(entry.Value.ToArray(), static value => Assert.True(double.IsFinite(value))));
            return (loss.ToArray(), prototypes.Predict(x, onTape, episode[EpisodeNames.QueryInputs], Pass<double>.Evaluation).ToArray());
        }
    }
}
