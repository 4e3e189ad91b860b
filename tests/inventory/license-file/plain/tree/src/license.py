print('no licence')
