namespace AutogradMaml.Autograd.Tests.Programs;

/// <summary>Runs programs against what was recorded.</summary>
internal static class ReplayedBits
{
    /// <summary>Requires that a program, run twice on the inputs' values, gives the outputs' bits.</summary>
    public static void Check<T>(Workspace<T> workspace, Variable<T>[] inputs, Variable<T>[] outputs)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        for (int k = 0; k < inputs.Length; k++)
        {
            inputs[k].Values.CopyTo(workspace.Input(k));
        }

        for (int run = 0; run < 2; run++)
        {
            workspace.Run();
            for (int k = 0; k < outputs.Length; k++)
            {
                Assert.Equal(outputs[k].ToArray(), workspace.Output(k).ToArray());
            }
        }
    }
}
