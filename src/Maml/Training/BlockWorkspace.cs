using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>A program with the memory of one block: meta-parameters are read where the outer step has them and, where one program serves
/// the whole block, the direction is written where the outer step reads it.</summary>
internal sealed class BlockWorkspace<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool[] _placed;

    public BlockWorkspace(MetaProgram<T> program, TaskScratch scratch, OuterStep<T> outer, int block, int metaCount, bool fillsBlock)
    {
        Workspace = program.CreateWorkspace();
        Arrays = new(Workspace, scratch);
        _placed = new bool[metaCount];
        for (int k = 0; k < metaCount; k++)
        {
            Workspace.PlaceMeta(k, outer);
            _placed[k] = fillsBlock && Workspace.PlaceDirection(k, outer, block);
        }
    }

    public MetaWorkspace<T> Workspace { get; }

    public MetaProgram<T> Program => Workspace.MetaProgram;

    public TaskArrays<T> Arrays { get; }

    /// <summary>Of which iteration the tasks are that lie in the memory; -1 for none.</summary>
    public long DrawnFor { get; set; } = -1;

    /// <summary>Whether the direction for a meta-parameter is written where the outer step reads it.</summary>
    public bool IsPlaced(int parameter) => _placed[parameter];

    public void Dispose() => Workspace.Dispose();
}
