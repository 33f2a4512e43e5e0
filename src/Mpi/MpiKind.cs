namespace AutogradMaml.Mpi;

/// <summary>The two families of MPI libraries, which agree on the names of functions and on nothing else.</summary>
internal enum MpiKind
{
    /// <summary>Open MPI: handles are addresses of objects that the library exports.</summary>
    OpenMpi,

    /// <summary>MPICH and those that share its binary interface: handles are integers.</summary>
    Mpich,
}
