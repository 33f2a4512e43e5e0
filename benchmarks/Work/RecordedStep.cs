using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>Losses and exact meta-gradient of one block of a plan, on a tape and not yet a program: as a trainer records it.</summary>
internal sealed class RecordedStep : IDisposable
{
    private readonly Tape<float> _tape = new();
    private readonly Variable<float>[] _inputs;
    private readonly Variable<float>[] _outputs;
    private readonly ProductOrder _products;

    /// <summary>Records the step.</summary>
    /// <param name="plan">The plan.</param>
    public RecordedStep(TrainingPlan<float> plan)
    {
        _products = plan.Products;
        Variables<float> meta = new Trainer<float>(plan).Start().MetaParameters.On(_tape);
        Episode<float> episode = plan.Tasks.Batch(plan.Seed, 0, plan.BlockSize).On(_tape);
        MetaOutcome<float> outcome = plan.Learner.Compute(meta, episode, use: DerivativeUse.Differentiable);
        _inputs = [.. meta.Values, .. episode.Arrays.Values, episode.Keys];
        _outputs = [outcome.Losses, .. outcome.Direction.Values];
    }

    /// <summary>The compiler's passes.</summary>
    public IReadOnlyList<Pass<float>> Passes => ProgramCompiler<float>.Passes(_products, RecomputationCosts.Measured);

    /// <inheritdoc/>
    public void Dispose() => _tape.Dispose();

    /// <summary>What each pass makes of it.</summary>
    public IReadOnlyList<ProgramPass> Trace() => _tape.TracePasses(_inputs, _outputs, _products);

    /// <summary>Its program with some passes, on the values that were recorded.</summary>
    /// <param name="passes">The passes.</param>
    public Workspace<float> Compile(IReadOnlyList<Pass<float>> passes)
    {
        Workspace<float> workspace = _tape.Compile(_inputs, _outputs, passes).CreateWorkspace();
        for (int k = 0; k < _inputs.Length; k++)
        {
            _inputs[k].Values.CopyTo(workspace.Input(k));
        }

        return workspace;
    }
}
