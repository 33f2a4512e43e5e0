using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>The programs that a <see cref="Trainer{T}"/> runs for a plan, block by block, and the outer step, with nothing around them: the
/// same tasks again and again, nothing drawn, nothing looked at. What an iteration of the trainer takes is held against it.</summary>
internal sealed class BareWork : IReplayedWork<float>, IDisposable
{
    private readonly OuterStep<float> _outer;
    private readonly MetaWorkspace<float>[] _blocks;
    private readonly (int Block, int Parameter)[] _copied;
    private long _iteration;

    /// <summary>Records the programs.</summary>
    /// <param name="plan">The plan.</param>
    public BareWork(TrainingPlan<float> plan)
    {
        Parameters<float> meta = new Trainer<float>(plan).Start().MetaParameters;
        int count = (plan.MetaBatch + plan.BlockSize - 1) / plan.BlockSize;
        _outer = new(plan.OuterRules, meta, plan.OuterRules.InitialState(meta), count, plan.MetaBatch);
        _blocks = new MetaWorkspace<float>[count];
        List<(int, int)> copied = [];
        for (int block = 0; block < count; block++)
        {
            int first = block * plan.BlockSize;
            TaskBatch<float> tasks = plan.Tasks.Batch(plan.Seed, first, Math.Min(plan.BlockSize, plan.MetaBatch - first));
            _blocks[block] = new MetaProgram<float>(plan.Learner, meta, tasks, products: plan.Products).CreateWorkspace();
            _blocks[block].Write(tasks);
            for (int k = 0; k < meta.Count; k++)
            {
                _blocks[block].PlaceMeta(k, _outer);
                if (!_blocks[block].PlaceDirection(k, _outer, block))
                {
                    copied.Add((block, k));
                }
            }
        }

        _copied = [.. copied];
        Step();
    }

    /// <inheritdoc/>
    public Workspace<float> Replayed => _blocks[0].Workspace;

    /// <summary>One iteration.</summary>
    public void Step()
    {
        foreach (MetaWorkspace<float> block in _blocks)
        {
            block.Run(_iteration);
        }

        foreach ((int block, int parameter) in _copied)
        {
            _blocks[block].Direction(parameter).CopyTo(_outer.Direction(block, parameter));
        }

        _outer.Compute(_iteration++);
        _outer.Take();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MetaWorkspace<float> block in _blocks)
        {
            block.Dispose();
        }

        _outer.Dispose();
    }
}
