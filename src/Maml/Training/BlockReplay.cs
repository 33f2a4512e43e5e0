using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A program of <see cref="BlockPrograms{T}"/> with the memory of one block runner.</summary>
internal sealed class BlockReplay<T>(TaskShape shape, Program<T> program) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Workspace<T> _workspace = program.CreateWorkspace();

    /// <summary>The shape of the tasks that it runs on.</summary>
    public TaskShape Shape => shape;

    /// <summary>The losses of the last run.</summary>
    public ReadOnlySpan<T> Losses => _workspace.Output(0);

    public void Dispose() => _workspace.Dispose();

    /// <summary>The direction by one meta-parameter, of the last run.</summary>
    public ReadOnlySpan<T> Gradient(int parameter) => _workspace.Output(1 + parameter);

    /// <summary>Runs the program on the given tasks, which have the shapes it was recorded with.</summary>
    public void Run(Parameters<T> metaParameters, ReadOnlySpan<FewShotTask<T>> tasks)
    {
        int count = metaParameters.Count;
        for (int k = 0; k < count; k++)
        {
            Tensors.CopyTo(metaParameters[k].Value, _workspace.Input(k));
        }

        for (int k = 0; k < tasks.Length; k++)
        {
            Copy(tasks[k].SupportInputs, count, k, tasks.Length);
            Copy(tasks[k].SupportTargets, count + 1, k, tasks.Length);
            Copy(tasks[k].QueryInputs, count + 2, k, tasks.Length);
            Copy(tasks[k].QueryTargets, count + 3, k, tasks.Length);
        }

        _workspace.Run();
    }

    private void Copy(Tensor<T> part, int input, int task, int tasks)
    {
        Span<T> all = _workspace.Input(input);
        int length = all.Length / tasks;
        Tensors.CopyTo(part, all.Slice(task * length, length));
    }
}
