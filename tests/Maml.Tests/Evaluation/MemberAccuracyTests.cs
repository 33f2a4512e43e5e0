using AutogradMaml.Data;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Evaluation;

/// <summary>Every member of the family learns to tell characters: a short training is better than its start by a stated margin.</summary>
public class MemberAccuracyTests
{
    private const int Pooled = 7;
    private const double Margin = 0.1;

    [Theory]
    [InlineData("maml", 5, 1e-2)]
    [InlineData("anil", 5, 1e-2)]
    [InlineData("boil", 5, 1e-2)]
    [InlineData("meta-sgd", 5, 1e-2)]
    [InlineData("cavia", 2, 1e-2)]
    [InlineData("imaml", 5, 3e-3)]
    [InlineData("prototypical", 5, 1e-2)]
    public void On_characters(string name, int ways, double outerStepSize)
    {
        Learner<float> learner = Learner(name, ways);
        TrainingPlan<float> plan = new()
        {
            Learner = learner,
            Tasks = new PooledGlyphs(8, ways),
            Iterations = 200,
            MetaBatch = 8,
            OuterStepSize = outerStepSize,
        };
        Trainer<float> trainer = new(plan);
        TrainingState<float> start = trainer.Start();
        TrainingState<float> trained = trainer.Run(start);
        using ClassificationEvaluator<float> evaluator = new(learner);
        double Accuracy(TrainingState<float> state)
        {
            ClassificationResult result = evaluator.Evaluate(state.MetaParameters, new PooledGlyphs(9, ways), seed: 99, count: 200);
            return result.NonTransductive.After(result.NonTransductive.Steps[^1]).Mean;
        }

        (double before, double after) = (Accuracy(start), Accuracy(trained));
        Assert.True(after > before + Margin, $"{name}: {before} before, {after} after");
    }

    private static Learner<float> Learner(string name, int ways)
    {
        int context = name == "cavia" ? 20 : 0;
        LossFunction<float> loss = Loss.CrossEntropy;
        StepSizes<float> sizes = StepSizes<float>.Constant(0.3);
        Sequential<float> net = new(
            new Linear<float>((Pooled * Pooled) + context, 32), Activations.Relu<float>(), new Linear<float>(32, 32),
            Activations.Relu<float>(), new Linear<float>(32, ways));
        return name switch
        {
            "maml" => new Maml<float>(new NetAdaptation<float>(net, loss, sizes), 3),
            "anil" => new Anil<float>(net, loss, "4", 3, sizes),
            "boil" => new Boil<float>(net, loss, "4", 3, sizes),
            "meta-sgd" => new MetaSgd<float>(net, loss, 3, 0.3),
            "cavia" => new Cavia<float>(net, loss, context, 3, StepSizes<float>.Constant(1)),
            "imaml" => new IMaml<float>(net, loss, 16, sizes, proximal: 0.1, new Implicit<float>(16, turns: 5, damping: 1)),
            "prototypical" => new PrototypicalNetwork<float>(net.Until("4"), ways),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }

    /// <summary>Noisy characters, each the means of four by four pixels.</summary>
    private sealed class PooledGlyphs(ulong set, int ways) : ITaskDistribution<float>
    {
        private readonly ITaskDistribution<float> _images =
            new ImageEpisodes<float>(Glyphs.Create(set, classes: 60, drawings: 10), ways, shots: 1, queries: 5).Noisy(0.4);

        private readonly TaskLayout _layout = new(
            (EpisodeNames.SupportInputs, [ways, Pooled * Pooled]),
            (EpisodeNames.SupportTargets, [ways]),
            (EpisodeNames.QueryInputs, [5 * ways, Pooled * Pooled]),
            (EpisodeNames.QueryTargets, [5 * ways]));

        public string Description => $"pooled {_images.Description}";

        public TaskLayout LayoutOf(TaskNumber task) => _layout;

        public void Draw(TaskNumber task, TaskArrays<float> arrays)
        {
            TaskBatch<float> drawn = _images.Batch([task]);
            foreach (string name in _layout.Names)
            {
                ReadOnlySpan<float> values = drawn.Array(drawn.Layout.PlaceOf(name));
                Span<float> target = arrays[name];
                if (values.Length == target.Length)
                {
                    values.CopyTo(target);
                    continue;
                }

                const int Side = 4 * Pooled;
                target.Clear();
                for (int k = 0; k < values.Length; k++)
                {
                    (int image, int row, int column) = (k / (Side * Side), k / Side % Side, k % Side);
                    target[(image * Pooled * Pooled) + (row / 4 * Pooled) + (column / 4)] += values[k] / 16;
                }
            }
        }
    }
}
