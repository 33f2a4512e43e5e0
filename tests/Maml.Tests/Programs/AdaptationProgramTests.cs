using AutogradMaml.Autograd;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Programs;

/// <summary>Adaptation to one task as a program.</summary>
public class AdaptationProgramTests
{
    private static readonly TaskLayout Layout = new(
        (EpisodeNames.SupportInputs, [6, 3]), (EpisodeNames.SupportTargets, [6, 2]), (EpisodeNames.QueryInputs, [4, 3]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void It_gives_what_the_adapted_learner_predicts(int steps)
    {
        Learner<double> learner = Learner();
        Parameters<double> meta = learner.Initialize(4);
        RandomStream stream = new(5, "task");
        Parameters<double> task = new(Layout.Names.Zip(Layout.Shapes).Select(entry => KeyValuePair.Create(
            entry.First,
            Tensors.Create<double>(
                [.. Enumerable.Range(0, entry.Second.ElementCount).Select(_ => stream.NextUniform(-1, 1))], entry.Second))));
        Program<double> program = AdaptationProgram.Compile(learner, Layout, steps);
        Assert.Equal([.. meta.Names, .. Layout.Names], program.InputNames);
        Assert.Equal([AdaptationProgram.Prediction], program.OutputNames);
        using Workspace<double> workspace = program.CreateWorkspace();
        foreach ((string name, System.Numerics.Tensors.Tensor<double> value) in meta.Concat(task))
        {
            Tensors.CopyTo(value, workspace.Input(name));
        }

        workspace.Run();
        double[] expected = Tensors.ToArray(learner.Adapt(meta, task, steps).Predict(task[EpisodeNames.QueryInputs]));
        Near.Close(expected, workspace.Output(0), 1e-14);
    }

    [Fact]
    public void What_only_judges_is_no_input()
    {
        TaskLayout whole = new(
            [.. Layout.Names.Zip(Layout.Shapes), (EpisodeNames.QueryTargets, [4, 2])]);
        Assert.DoesNotContain(EpisodeNames.QueryTargets, AdaptationProgram.Compile(Learner(), whole).InputNames);
    }

    [Fact]
    public void A_layout_without_queries_is_refused()
    {
        TaskLayout support = new((EpisodeNames.SupportInputs, [6, 3]), (EpisodeNames.SupportTargets, [6, 2]));
        ArgumentException exception = Assert.Throws<ArgumentException>(() => AdaptationProgram.Compile(Learner(), support));
        Assert.Contains("'query.inputs'", exception.Message, StringComparison.Ordinal);
    }

    private static Maml<double> Learner() => new(
        new Sequential<double>(new Linear<double>(3, 5), Activations.Tanh<double>(), new Linear<double>(5, 2)), Loss.MeanSquaredError, 2,
        StepSizes<double>.Constant(0.1));
}
